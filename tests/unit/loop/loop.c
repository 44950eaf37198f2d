#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "server.h"

struct count {
	struct loop *loop;
	struct timer *timer;
	int fired;
};

static void count_once(void *data)
{
	struct count *count = data;

	count->fired++;
	assert_true(loop_in_callback(count->loop));
}

static void count_to_three(void *data)
{
	struct count *count = data;

	if (++count->fired == 3)
		timer_cancel(count->timer);
}

void test_loop__timer_fires_once(void **state)
{
	struct loop *loop = loop_create();
	struct count count = { .loop = loop };
	int64_t start = loop_now(loop);

	(void)state;
	loop_timer(loop, 20, 0, count_once, &count);
	assert_int_equal(count.fired, 0);
	while (loop_turn(loop))
		;
	assert_int_equal(count.fired, 1);
	assert_in_range(loop_now(loop) - start, 19, 200);
	assert_false(loop_in_callback(loop));
	loop_destroy(loop);
}

void test_loop__timer_repeats_until_cancelled_inside(void **state)
{
	struct loop *loop = loop_create();
	struct count count = { .loop = loop };

	(void)state;
	count.timer = loop_timer(loop, 1, 1, count_to_three, &count);
	while (loop_turn(loop))
		;
	assert_int_equal(count.fired, 3);
	timer_cancel(NULL);
	timer_cancel(loop_timer(loop, 0, 0, count_once, &count));
	loop_timer(loop, 0, 0, count_once, &count);
	loop_destroy(loop);
	assert_int_equal(count.fired, 3);
}

static void on_signal(void *data, int number)
{
	*(int *)data += number;
}

void test_loop__signals(void **state)
{
	struct loop *loop = loop_create();
	int seen = 0;

	(void)state;
	loop_on_signal(loop, SIGUSR1, on_signal, &seen);
	loop_on_signal(loop, SIGUSR1, on_signal, &seen);
	assert_false(loop_turn(loop)); /* to listen is no work */
	kill(getpid(), SIGUSR1);
	loop_timer(loop, 20, 0, count_once, &(struct count){ .loop = loop });
	while (loop_turn(loop))
		;
	assert_int_equal(seen, SIGUSR1);
	loop_on_signal(loop, SIGUSR1, NULL, NULL);
	loop_on_signal(loop, SIGUSR2, NULL, NULL);
	signal(SIGUSR1, SIG_IGN);
	kill(getpid(), SIGUSR1);
	loop_turn(loop);
	assert_int_equal(seen, SIGUSR1);
	loop_destroy(loop);
	loop_destroy(NULL);
}

void test_loop__clocks_and_chance(void **state)
{
	struct loop *loop = loop_create();

	(void)state;
	assert_true(loop_date(loop) > 1600000000000);
	assert_int_equal(loop_random(loop, 1), 0);
	assert_int_equal(loop_random(loop, 0), 0);
	for (int i = 0; i < 100; i++)
		assert_true(loop_random(loop, 7) < 7);
	assert_false(loop_turn(loop));
	loop_destroy(loop);
}

struct heard {
	char bytes[65536];
	size_t length;
	int ends;
	struct input *input;
};

static void hear(void *data, const char *bytes, size_t length)
{
	struct heard *heard = data;

	if (length == 0)
		heard->ends++;
	memcpy(heard->bytes + heard->length, bytes, length);
	heard->length += length;
}

void test_loop__input_of_a_pipe(void **state)
{
	struct loop *loop = loop_create();
	struct heard heard = { .length = 0 };
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	heard.input = input_open(loop, ends[0], hear, &heard);
	input_pause(heard.input, true);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	assert_false(loop_turn(loop));
	assert_int_equal(heard.length, 0);
	input_pause(heard.input, false);
	while (heard.length < 3)
		assert_true(loop_turn(loop));
	close(ends[1]);
	while (loop_turn(loop))
		;
	assert_int_equal(heard.ends, 1);
	assert_memory_equal(heard.bytes, "abc", 3);
	/* The pipe's other users keep their blocking reads. */
	assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
	input_close(heard.input);
	close(ends[0]);
	loop_destroy(loop);
}

void test_loop__input_of_a_file_and_of_nothing(void **state)
{
	struct loop *loop = loop_create();
	struct heard heard = { .length = 0 }, nothing = { .length = 0 };
	int file = open("Makefile", O_RDONLY), null = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(file >= 0);
	input_close(NULL);
	heard.input = input_open(loop, file, hear, &heard);
	nothing.input = input_open(loop, null, hear, &nothing);
	while (loop_turn(loop))
		;
	assert_int_equal(heard.ends, 1);
	assert_int_equal(heard.length, lseek(file, 0, SEEK_END));
	assert_int_equal(nothing.ends, 1);
	assert_int_equal(nothing.length, 0);
	loop_destroy(loop); /* closes what is open */
	close(file);
	close(null);
}

void test_loop__terminal(void **state)
{
	struct loop *loop = loop_create();
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct heard heard = { .length = 0 };
	unsigned columns, rows;

	(void)state;
	assert_false(terminal_raw(loop, open("/dev/null", O_RDONLY)));
	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_false(terminal_size(slave, &columns, &rows)); /* nobody said a size */
	assert_true(terminal_raw(loop, slave));
	heard.input = input_open(loop, slave, hear, &heard);
	assert_int_equal(write(master, "\003q", 2), 2);
	while (heard.length < 2)
		assert_true(loop_turn(loop));
	assert_memory_equal(heard.bytes, "\003q", 2);
	terminal_restore(loop);
	terminal_restore(loop);
	loop_destroy(loop);
	close(slave);
	close(master);
}

void test_loop__url_escape(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(url_escape(arena, "a-Z_0.9~"), "a-Z_0.9~");
	assert_string_equal(url_escape(arena, "a b/c:d\"{}\xc3\xa4%"),
			    "a%20b%2Fc%3Ad%22%7B%7D%C3%A4%25");
	assert_string_equal(url_escape(arena, ""), "");
	arena_destroy(arena);
}

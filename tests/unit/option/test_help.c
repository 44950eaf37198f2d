/* Help and man page: everything is in it, and it is readable. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void assert_fits(const char *text, size_t width)
{
	struct arena *arena = arena_create();
	struct list lines = text_split(arena, text, '\n');
	for (LIST_EACH(char, line, &lines)) {
		if (text_width(line) > width)
			fail_msg("too wide: %s", line);
		assert_false(text_ends(line, " "));
	}
	arena_destroy(arena);
}

void test_option__help_of_a_command(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	option_help(&out, commands[0], global_options, 80);
	const char *text = buf_text(&out);
	assert_fits(text, 80);
	assert_true(text_starts(text, "Create and start services.\n\nUsage: clau up [OPTIONS] "
				      "[SERVICE...]\n\nBuilds or pulls"));
	assert_non_null(
		strstr(text, "\n  -t, --timeout SECONDS  Give up waiting after this long.\n"));
	assert_non_null(strstr(text,
			       "\n      --pull WHEN        When images are pulled. One of always, "
			       "missing or\n                         never.\n"));
	assert_non_null(
		strstr(text, "\nExamples:\n    clau up --gpu -d\n    clau up 'a\\b' \"c\"\n"));
	assert_non_null(strstr(text, "\nGlobal options:\n"));
	assert_null(strstr(text, "secret-switch"));
}

void test_option__help_leaves_out_what_the_command_overrides(void **state)
{
	(void)state;
	static const struct option own[] = {
		{ .name = "file", 0, OPTION_FLAG, 0, NULL, "My own." },
		{ 0 },
	};
	const struct command command = { "x", "Do x", NULL, own, NULL, 1, NULL, "G" };
	AUTO_BUF struct buf out = { 0 };
	option_help(&out, &command, global_options, 80);
	assert_non_null(strstr(buf_text(&out), "My own."));
	assert_null(strstr(buf_text(&out), "Project file to read."));
}

void test_option__help_in_narrow_and_wide_terminals(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	option_help(&out, commands[2], global_options, 60);
	assert_fits(buf_text(&out), 60);
	buf_reset(&out);
	option_help(&out, commands[2], global_options, 500);
	assert_fits(buf_text(&out), 100);
	buf_reset(&out);
	option_help(&out, commands[2], global_options, 0);
	assert_fits(buf_text(&out), 80);
}

void test_option__overview(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	option_overview(&out, "clau runs a research stack", commands, global_options, 80);
	const char *text = buf_text(&out);
	assert_fits(text, 80);
	assert_non_null(strstr(text, "\nLife of the project:\n  up    Create and start services\n"
				     "  down  Stop and remove containers\n\nGo inside:\n"));
	assert_null(strstr(text, "__complete"));
}

static void make_man(struct buf *out)
{
	static const char *const codes[] = { "0\tdone", "1\tthe work failed", "130, 143\tended",
					     NULL };
	option_man(out, "runs a research stack", "1.0-2", commands, global_options, codes);
}

void test_option__man_escapes(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	make_man(&out);
	const char *text = buf_text(&out);
	for (const char *at = text; *at; at++)
		assert_true((unsigned char)*at < 0x80);
	assert_true(text_starts(text, ".TH CLAU 1 \"\" \"clau 1.0\\-2\" \"User Commands\"\n"));
	assert_non_null(strstr(text, "clau up \\(aqa\\eb\\(aq \\(dqc\\(dq\n"));
	assert_non_null(strstr(text, "\n\\&.A line with a dot\\[u2026]\n"));
	assert_null(strstr(text, "secret"));
	assert_null(strstr(text, "__complete"));
	assert_non_null(strstr(text, ".TP\n\\fB130, 143\\fR\nended\n"));
}

/* groff's own warnings, all of them, are failures; left out where there is no groff. */
void test_option__man_is_sound(void **state)
{
	(void)state;
	if (access("/usr/bin/groff", X_OK))
		skip();
	char path[] = "/tmp/option-man-XXXXXX";
	AUTO_BUF struct buf out = { 0 };
	make_man(&out);
	int file = mkstemp(path), ends[2];
	assert_int_equal(write(file, buf_text(&out), out.length), out.length);
	close(file);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (!child) {
		dup2(ends[1], STDERR_FILENO);
		execl("/usr/bin/groff", "groff", "-man", "-Tutf8", "-ww", "-z", path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	char warning[512] = { 0 };
	assert_true(read(ends[0], warning, sizeof(warning) - 1) >= 0);
	close(ends[0]);
	int status;
	waitpid(child, &status, 0);
	unlink(path);
	assert_string_equal(warning, "");
	assert_int_equal(status, 0);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "encode.h"
#include "trace.h"

static struct trace *decode(struct arena *arena, const struct buf *message)
{
	return trace_decode(arena, encode_base64(arena, message->data, message->length));
}

void test_build__trace_reads_a_vertex(void **state)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf message = { 0 };
	struct trace *trace;
	const struct trace_vertex *vertex;
	(void)state;

	encode_vertex(&message, "sha256:1", "[1/2] RUN x", true, 1700000000123, 1700000001500,
		      "bad\x1b[31m");
	trace = decode(arena, &message);
	assert_non_null(trace);
	assert_int_equal(trace->vertexes.count, 1);
	vertex = trace->vertexes.items[0];
	assert_string_equal(vertex->digest, "sha256:1");
	assert_string_equal(vertex->name, "[1/2] RUN x");
	assert_true(vertex->cached);
	assert_int_equal(vertex->started, 1700000000123);
	assert_int_equal(vertex->completed, 1700000001500);
	assert_null(strchr(vertex->error, '\x1b'));
	arena_destroy(arena);
}

void test_build__trace_reads_logs_as_bytes(void **state)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf message = { 0 };
	struct trace *trace;
	const struct trace_log *log;
	(void)state;

	encode_log(&message, "sha256:1", "a\0b\n", 4);
	encode_log(&message, "sha256:2", "", 0);
	trace = decode(arena, &message);
	assert_int_equal(trace->logs.count, 2);
	log = trace->logs.items[0];
	assert_int_equal(log->length, 4);
	assert_memory_equal(log->bytes, "a\0b\n", 4);
	log = trace->logs.items[1];
	assert_int_equal(log->length, 0);
	arena_destroy(arena);
}

/* Recorded from dockerd 20.10.24. */
void test_build__trace_reads_what_an_engine_sent(void **state)
{
	static const char vertex_record[] =
		"CosBCkdzaGEyNTY6NjYwOGFiNGJiOTk5YzIxNDVmNTcxYzE4NDc3NThkYzc4MGI0MzBmYzgzODcxZGY2"
		"Mjg2MTUzNjYyYTI1ZWI4NxokW2ludGVybmFsXSBsb2FkIHJlbW90ZSBidWlsZCBjb250ZXh0KgwIwf6J"
		"2AYQgOvOvgEyDAjB/onYBhCVx/+/AQ==";
	static const char log_record[] =
		"GmcKR3NoYTI1NjozY2Y1MzVkY2JlNDI0NGQ2M2QzNmQzNmQ1NTg4ZWUzZjJjZGE1NDYzNGZjNTQyMWEz"
		"NjAxMDhlYzBhNDk0YTNkEgwIwf6J2AYQ5v6i/gEYASIMaGVsbG8tYnVpbGQK";
	struct arena *arena = arena_create();
	struct trace *trace = trace_decode(arena, vertex_record);
	const struct trace_vertex *vertex;
	const struct trace_log *log;
	(void)state;

	assert_int_equal(trace->vertexes.count, 1);
	vertex = trace->vertexes.items[0];
	assert_string_equal(vertex->name, "[internal] load remote build context");
	assert_int_equal(strlen(vertex->digest), 71);
	assert_true(vertex->started > 1700000000000 && vertex->completed >= vertex->started);
	trace = trace_decode(arena, log_record);
	assert_int_equal(trace->logs.count, 1);
	log = trace->logs.items[0];
	assert_int_equal(log->length, 12);
	assert_string_equal(log->bytes, "hello-build\n");
	arena_destroy(arena);
}

void test_build__trace_skips_what_it_does_not_know(void **state)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf message = { 0 };
	struct trace *trace;
	(void)state;

	encode_bytes(&message, 77, "x", 1);
	encode_varint(&message, 78 << 3 | 0);
	encode_varint(&message, UINT64_MAX);
	buf_append(&message,
		   "\xF1\x04"
		   "12345678",
		   10); /* field 78, fixed 64 */
	buf_append(&message,
		   "\xF5\x04"
		   "1234",
		   6); /* field 78, fixed 32 */
	encode_vertex(&message, "d", "n", false, 0, 0, NULL);
	trace = decode(arena, &message);
	assert_non_null(trace);
	assert_int_equal(trace->vertexes.count, 1);
	assert_string_equal(((struct trace_vertex *)trace->vertexes.items[0])->error, "");
	arena_destroy(arena);
}

void test_build__trace_empty_is_a_record(void **state)
{
	struct arena *arena = arena_create();
	(void)state;

	assert_non_null(trace_decode(arena, ""));
	arena_destroy(arena);
}

void test_build__trace_refuses_bad_base64(void **state)
{
	static const char *const bad[] = { "A",     "AA",   "AAA",  "A===",     "AA=A",
					   "A\nAA", "AA!A", "====", "AAAA=AAA", "AAAAA===" };
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct arena *arena = arena_create();

		if (trace_decode(arena, bad[i]) != NULL)
			fail_msg("%s was taken", bad[i]);
		arena_destroy(arena);
	}
}

void test_build__trace_refuses_broken_records(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} bad[] = {
		{ "\x0A", 1 }, /* no length */
		{ "\x0A\x05"
		  "ab",
		  4 }, /* shorter than it says */
		{ "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 10 },
		{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11 }, /* a varint too long */
		{ "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10 }, /* past 64 bits */
		{ "\x00", 1 }, /* field 0 */
		{ "\x0B", 1 }, /* a group */
		{ "\x08\x01", 2 }, /* vertexes as a number */
		{ "\x0A\x02\x08\x01", 4 }, /* a digest as a number */
		{ "\x0A\x02\x22\x00", 4 }, /* cached as text */
		{ "\x0A\x04\x2A\x02\x08", 5 }, /* a time cut short */
		{ "\x0A\x0D\x2A\x0B\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 15 }, /* -1 s */
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct arena *arena = arena_create();

		if (trace_decode(arena, encode_base64(arena, bad[i].bytes, bad[i].length)) != NULL)
			fail_msg("record %zu was taken", i);
		arena_destroy(arena);
	}
}

void test_build__trace_cut_anywhere_never_reads_past(void **state)
{
	AUTO_BUF struct buf message = { 0 };
	(void)state;

	encode_vertex(&message, "sha256:1", "name", true, 1700000000123, 1700000001500, "error");
	encode_log(&message, "sha256:1", "line\n", 5);
	for (size_t length = 0; length < message.length; length++) {
		struct arena *arena = arena_create();

		trace_decode(arena, encode_base64(arena, message.data, length));
		arena_destroy(arena);
	}
}

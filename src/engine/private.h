/* What the files of the engine room share. */
#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include "clau/engine.h"

/* ---- the classes of calls: how long each may take, how much it may answer */
enum lane { LANE_QUICK, LANE_SLOW, LANE_STREAM, LANE_COUNT };
struct call_class {
	enum lane lane;
	int64_t first_byte_ms, total_ms, stall_ms;
	size_t body_limit;
	bool has_heartbeat; /* ended when the engine stops answering pings */
	bool is_reopened_by_caller; /* no waiting for an engine that vanished */
};
extern const struct call_class class_read, class_list, class_write, class_stop, class_follow,
	class_work;

/* What may be done again after the connection broke in the middle. */
enum repeat {
	REPEAT_NEVER, /* only when it cannot have arrived */
	REPEAT_SAFE,
	REPEAT_LOOK, /* after a look whether it took effect: look_path, look_labels */
};

struct ring {
	struct ring *next, *previous;
};
void ring_init(struct ring *head);
void ring_append(struct ring *head, struct ring *member); /* leaves the one it was in */
void ring_leave(struct ring *member);
void ring_splice(struct ring *from, struct ring *to); /* moves all members; `to` is overwritten */

struct engine_call {
	struct call call; /* what the caller sees: first, the two are cast */
	struct ring ring; /* in engine->waiting[lane] or engine->active */
	struct engine *engine;
	struct loop *loop;
	const struct call_class *class;
	const char *method, *path, *body, *content_type;
	int64_t total_ms; /* over the class's when > 0 */
	enum repeat repeat;
	bool gone_is_fine; /* 404 is success */
	bool waits_for_removal; /* 409 "already in progress" is waited for */
	/* Sets call.result from the document; false = it has not the shape it should have. NULL:
	 * the body does not matter. */
	bool (*take)(struct engine_call *call, const struct json *document);
	const void *context; /* of take */
	const char *look_path, *look_name, *look_labels;
	bool is_looking;

	/* Streams: `read` gets the bytes, false ends it (trouble may be set by then). */
	bool (*read)(struct engine_call *call, const char *bytes, size_t length);
	void (*read_end)(struct engine_call *call); /* all came: the last chance to set trouble */
	void (*opened)(struct engine_call *call);
	http_produce produce;
	void *produce_data;
	struct buf rest; /* the beginning of a line */
	void *reader; /* whatever `read` needs, in the arena */

	void (*done)(void *data, struct call *call);
	void *data;
	struct http_call *http;
	struct timer *timer; /* until the next attempt */
	bool is_sent; /* holds a place in its lane */
	unsigned attempts; /* that reached somebody */
	unsigned absences; /* that did not */
	int64_t deadline; /* of the class, from the first sending on */
	int64_t removal_until;
	int64_t sent_at;
	unsigned pins; /* user functions under way: freed when they are over */
	bool is_dead, is_doomed;
};

static inline struct engine_call *call_of(struct ring *member)
{
	return (struct engine_call *)(void *)((char *)member - offsetof(struct engine_call, ring));
}

enum engine_state { STATE_UNKNOWN, STATE_PINGING, STATE_READY };
struct engine {
	struct loop *loop;
	const char *host;
	struct endpoint endpoint;
	enum engine_state state;
	int version;
	bool is_podman;
	bool is_alive; /* has answered once */
	int64_t deadline, window;
	int64_t lost_since; /* 0 = not lost */
	struct ring waiting[LANE_COUNT], active;
	unsigned in_flight[LANE_COUNT];
	unsigned sent, repeated; /* the retry budget */
	struct http_call *ping;
	struct timer *ping_timer;
	unsigned ping_attempts;
	int64_t ping_at;
	unsigned beating; /* calls with a heartbeat under way */
	struct timer *beat_timer;
	struct http_call *beat;
	unsigned misses;
	int64_t beat_ms;
	void (*trace)(void *data, const char *method, const char *path, int status, int64_t started,
		      int64_t ended);
	void *trace_data;
};

/* call.c */
struct engine_call *call_create(struct engine *engine, const struct call_class *class,
				const char *method);
const char *call_escape(struct engine_call *call, const char *text);
/* "?filters=" with {"label":[...]}, escaped; "" without labels. */
const char *call_filters(struct engine_call *call, const char *const *labels, char lead);
/* Queues it; the caller's view. */
struct call *call_start(struct engine_call *call);
void call_finish(struct engine_call *call, enum engine_trouble trouble, const char *message);
void call_trouble(struct engine_call *call, enum engine_trouble trouble, const char *message);
/* Ends what is under way for it; it may be sent again. */
void call_stop_request(struct engine_call *call);
void call_pin(struct engine_call *call);
bool call_unpin(struct engine_call *call); /* false when it was destroyed meanwhile, and is gone */
void call_free(struct engine_call *call);

/* send.c */
void call_send(struct engine_call *call);
void engine_pump(struct engine *engine); /* sends what there is room for */
void engine_note(struct engine *engine, const char *method, const char *path, int status,
		 int64_t started);
/* Milliseconds until the run's deadline, at most `longest` (0 = no limit). False when it is past;
 * 0 = none. */
bool engine_time_left(const struct engine *engine, int64_t longest, int64_t *ret_milliseconds);

/* answer.c: what a reply means: fills trouble, message, status, result. */
void call_judge(struct engine_call *call, const struct http_reply *reply);
enum engine_trouble trouble_of(enum http_result result);
/* The engine's words in an error body, else a sentence about the status. */
const char *reply_message(struct arena *arena, const struct http_reply *reply);
bool reply_is_html(const struct http_reply *reply);

/* repeat.c: whether, and in how many milliseconds, to try again; -1 = not. */
int64_t call_repeat_in(struct engine_call *call, const struct http_reply *reply);
int64_t jitter(struct loop *loop, unsigned attempt, int64_t cap);
/* The answer to the look: the id, when what is there is what was asked for. */
bool look_take(struct engine_call *call, const struct json *document);

/* negotiate.c */
void negotiate(struct engine *engine);
int version_number(const char *text); /* "1.41" -> 141; 0 when it is none */

/* heartbeat.c */
void heartbeat_join(struct engine *engine);
void heartbeat_leave(struct engine *engine);

/* decode.c */
int64_t time_parse(const char *text); /* RFC 3339 -> ms since 1970; 0 for "never" and nonsense */
struct map decode_labels(struct arena *arena, const struct json *object, const char *path);
struct list decode_texts(struct arena *arena, const struct json *object, const char *path);
const char *decode_name(const struct json *object, const char *path); /* no leading slash */
bool take_json(struct engine_call *call, const struct json *document);
bool take_created(struct engine_call *call, const struct json *document);
/* Decodes each item of an array into a struct list; false when document is no array of objects. */
bool take_list(struct engine_call *call, const struct json *document,
	       void *(*decode)(struct arena *arena, const struct json *item));

/* jsonlines.c: for streams of one JSON document a line. `line` false ends it. */
void call_read_lines(struct engine_call *call, size_t limit,
		     bool (*line)(struct engine_call *call, struct arena *scratch,
				  const struct json *document));
/* Notes the words of {"error":…}; the stream is read on, the call ends as ENGINE_REFUSED. */
bool line_is_error(struct engine_call *call, const struct json *document);

#endif

/* The timeline of a run, as Chrome's trace viewer reads it: one thread a lane. */
#include "clau/json.h"

#include "inside.h"

struct trace_piece {
	const char *lane;
	const char *name;
	int64_t started, ended;
};

void ui_trace(struct ui *ui, const char *lane, const char *name, int64_t started, int64_t ended)
{
	if (!ui->trace_path)
		return;
	struct trace_piece *piece = ARENA_NEW(ui->arena, struct trace_piece);
	piece->lane = arena_copy(ui->arena, lane);
	piece->name = arena_copy(ui->arena, name);
	piece->started = started;
	piece->ended = ended > started ? ended : started;
	list_add(ui->arena, &ui->trace, piece);
}

static int64_t first_moment(const struct list *pieces)
{
	int64_t first = INT64_MAX;
	for (LIST_EACH(struct trace_piece, piece, pieces))
		first = piece->started < first ? piece->started : first;
	return first;
}

/* Threads are numbered from 1 in the order in which their lanes appeared. */
static int64_t lane_number(struct arena *arena, struct map *lanes, const char *lane)
{
	int64_t *number = map_get(lanes, lane);
	if (!number) {
		number = ARENA_NEW(arena, int64_t);
		*number = (int64_t)lanes->count + 1;
		map_set(arena, lanes, lane, number);
	}
	return *number;
}

static void put_lane(struct json_writer *writer, const char *lane, int64_t number)
{
	json_open_object(writer);
	json_member_put_text(writer, "name", "thread_name");
	json_member_put_text(writer, "ph", "M");
	json_member_put_int(writer, "pid", 1);
	json_member_put_int(writer, "tid", number);
	json_key(writer, "args");
	json_open_object(writer);
	json_member_put_text(writer, "name", lane);
	json_close_object(writer);
	json_close_object(writer);
}

static void put_piece(struct json_writer *writer, const struct trace_piece *piece, int64_t first,
		      int64_t lane)
{
	json_open_object(writer);
	json_member_put_text(writer, "name", piece->name);
	json_member_put_text(writer, "ph", "X");
	json_member_put_int(writer, "ts", (piece->started - first) * 1000);
	json_member_put_int(writer, "dur", (piece->ended - piece->started) * 1000);
	json_member_put_int(writer, "pid", 1);
	json_member_put_int(writer, "tid", lane);
	json_close_object(writer);
}

static void put_pieces(struct json_writer *writer, struct ui *ui)
{
	struct map lanes = { 0 };
	int64_t first = first_moment(&ui->trace);
	for (LIST_EACH(struct trace_piece, piece, &ui->trace)) {
		size_t known = lanes.count;
		int64_t lane = lane_number(ui->arena, &lanes, piece->lane);
		if (lanes.count > known)
			put_lane(writer, piece->lane, lane);
		put_piece(writer, piece, first, lane);
	}
}

bool ui_trace_write(struct ui *ui, const char **ret_reason)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	if (!ui->trace_path)
		return true;
	json_begin(&writer, &out, false);
	json_open_object(&writer);
	json_key(&writer, "traceEvents");
	json_open_array(&writer);
	put_pieces(&writer, ui);
	json_close_array(&writer);
	json_close_object(&writer);
	buf_add_char(&out, '\n');
	return file_write(ui->trace_path, buf_text(&out), out.length, 0644, ret_reason);
}

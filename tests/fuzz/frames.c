/* Fuzzes the engine's multiplexed streams: the first byte says how large the pieces are in which
 * the rest arrives. However it is cut, the same comes out. */
#include "frames.h"

#include "fuzz.h"

struct heard {
	struct buf text[3];
	size_t pieces;
};

static bool hear(void *data, int stream, const char *bytes, size_t length)
{
	struct heard *heard = data;

	fuzz_require((stream == 1 || stream == 2) && length > 0, "no stream, or no bytes", "", "");
	buf_append(&heard->text[stream], bytes, length);
	heard->pieces++;
	return true;
}

static enum frames_result feed(struct frames *frames, struct heard *heard, const char *bytes,
			       size_t length, size_t step)
{
	enum frames_result result = FRAMES_GOOD;

	for (size_t at = 0; at < length && result == FRAMES_GOOD; at += step)
		result = frames_feed(frames, bytes + at, step < length - at ? step : length - at,
				     hear, heard);
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct heard whole = { 0 }, cut = { 0 };
	struct frames whole_frames = { 0 }, cut_frames = { 0 };

	if (length == 0)
		return 0;
	const char *text = (const char *)bytes + 1;
	enum frames_result first = feed(&whole_frames, &whole, text, length - 1, length);
	enum frames_result second = feed(&cut_frames, &cut, text, length - 1, bytes[0] % 16 + 1u);
	fuzz_require(first == second, "another end", "", "");
	fuzz_require(frames_are_whole(&whole_frames) == frames_are_whole(&cut_frames),
		     "another middle", "", "");
	for (size_t i = 0; i < COUNT_OF(whole.text); i++) {
		fuzz_require(text_equal(buf_text(&whole.text[i]), buf_text(&cut.text[i])) &&
				     whole.text[i].length == cut.text[i].length,
			     "other bytes", buf_text(&whole.text[i]), buf_text(&cut.text[i]));
		buf_finish(&whole.text[i]);
		buf_finish(&cut.text[i]);
	}
	return 0;
}

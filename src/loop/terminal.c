/* The terminal's modes and size. */
#include <sys/ioctl.h>
#include <unistd.h>

#include "private.h"

bool terminal_raw(struct loop *loop, int descriptor)
{
	struct termios raw;

	if (loop->is_raw)
		return loop->raw_descriptor == descriptor;
	if (tcgetattr(descriptor, &loop->cooked) != 0)
		return false;
	raw = loop->cooked;
	cfmakeraw(&raw);
	if (tcsetattr(descriptor, TCSADRAIN, &raw) != 0)
		return false;
	loop->is_raw = true;
	loop->raw_descriptor = descriptor;
	return true;
}

void terminal_restore(struct loop *loop)
{
	if (!loop->is_raw)
		return;
	loop->is_raw = false;
	tcsetattr(loop->raw_descriptor, TCSADRAIN, &loop->cooked);
}

bool terminal_size(int descriptor, unsigned *ret_columns, unsigned *ret_rows)
{
	struct winsize size;

	if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return false;
	*ret_columns = size.ws_col;
	*ret_rows = size.ws_row;
	return true;
}

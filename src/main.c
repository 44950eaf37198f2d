#include <signal.h>
#include <unistd.h>

#include "clau/commands.h"

static void leave(int code)
{
	_exit(code);
}

int main(int count, char **words)
{
	/* A reader that goes away is noticed by the failing write, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	return commands_main(count, words, leave);
}

/* commands: the verbs of the command line, one file each. */
#ifndef CLAU_COMMANDS_H
#define CLAU_COMMANDS_H

/* Finds the command in words (argv), parses, runs it; the exit code of design. `leave` ends the
 * program at once with a code: called when a signal comes while nothing needs a clean end. */
int commands_main(int count, char **words, void (*leave)(int code));

#endif

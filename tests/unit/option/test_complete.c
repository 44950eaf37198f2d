/* Completion: the candidates, and the bash script as bash runs it. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Run as `PROGRAM __complete -- WORDS…`, this test program answers as clau does: so that bash can
 * ask the real function. Names of services are the caller's part. */
__attribute__((constructor)) static void answer_shell(int count, char **words)
{
	if (count < 3 || strcmp(words[1], "__complete") != 0)
		return;
	AUTO_BUF struct buf out = { 0 };
	enum completion dynamic;
	option_candidates(&out, count - 3, words + 3, global_options, commands, &dynamic);
	if (dynamic == COMPLETE_SERVICE)
		buf_add(&out, "web\t\nworker\t\ndb:1\t\n");
	_exit(write(STDOUT_FILENO, buf_text(&out), out.length) < 0);
}

static void assert_offers(const char *const *words, const char *wanted, enum completion dynamic)
{
	AUTO_BUF struct buf out = { 0 };
	enum completion got = COMPLETE_CHOICE;
	int count = 0;
	char *copies[16];
	for (; words[count]; count++)
		copies[count] = strdup(words[count]);
	option_candidates(&out, count, copies, global_options, commands, &got);
	assert_string_equal(buf_text(&out), wanted);
	assert_int_equal(got, dynamic);
	while (count)
		free(copies[--count]);
}
#define OFFERS(wanted, dynamic, ...)                                                               \
	assert_offers((const char *const[]){ __VA_ARGS__, NULL }, wanted, dynamic)

void test_option__candidates(void **state)
{
	(void)state;
	OFFERS("up\tCreate and start services\ndown\tStop and remove containers\n"
	       "exec\tRun a command in a container\n",
	       COMPLETE_NONE, "");
	OFFERS("down\tStop and remove containers\n", COMPLETE_NONE, "help", "d");
	OFFERS("", COMPLETE_SERVICE, "up", "");
	OFFERS("--detach\tReturn once everything is started.\n", COMPLETE_NONE, "up", "--d");
	OFFERS("", COMPLETE_NONE, "up", "--secret");
	OFFERS("--host\tEngine to talk to.\n--help\tShow help.\n", COMPLETE_NONE, "--h");
	OFFERS(":file\n", COMPLETE_FILE, "-f", "");
	OFFERS(":file\n", COMPLETE_FILE, "up", "--file=x");
	OFFERS("plain\t\n", COMPLETE_NONE, "up", "--progress=pl");
	OFFERS("plain\t\n", COMPLETE_NONE, "--progress", "pl");
	OFFERS("all\t\n", COMPLETE_NONE, "up", "-n", "");
	OFFERS("", COMPLETE_SERVICE, "up", "--bogus", "--scale", "w");
	OFFERS("", COMPLETE_OVERLAY, "up", "--overlay", "");
	OFFERS("", COMPLETE_SERVICE, "exec", "-T", "");
	OFFERS("", COMPLETE_NONE, "exec", "web", "--");
	OFFERS("", COMPLETE_NONE, "down", "");
	OFFERS("", COMPLETE_SERVICE, "up", "--", "-");
}

void test_option__candidates_of_a_bare_dash(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	enum completion dynamic;
	char up[] = "up", dash[] = "-";
	char *words[] = { up, dash };
	option_candidates(&out, 2, words, global_options, commands, &dynamic);
	assert_non_null(strstr(buf_text(&out), "--detach\t"));
	assert_non_null(strstr(buf_text(&out), "--file\t"));
	buf_reset(&out);
	option_candidates(&out, 0, NULL, global_options, commands, &dynamic);
	assert_non_null(strstr(buf_text(&out), "up\t"));
}

/* What bash -c `script` prints. */
static void run_bash(const char *script, struct buf *out)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (!child) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execlp("bash", "bash", "--norc", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	char bytes[4096];
	for (ssize_t got; (got = read(ends[0], bytes, sizeof(bytes))) > 0;)
		buf_append(out, bytes, (size_t)got);
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void assert_bash_replies(const char *words, const char *wanted)
{
	AUTO_BUF struct buf script = { 0 };
	AUTO_BUF struct buf out = { 0 };
	char program[4096] = { 0 };
	assert_true(readlink("/proc/self/exe", program, sizeof(program) - 1) > 0);
	assert_true(option_completion_script(&script, "bash"));
	buf_printf(&script,
		   "cd /usr/lib\nCOMP_WORDS=('%s' %s)\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
		   "_clau\nprintf '%%s|' \"${COMPREPLY[@]}\"\n",
		   program, words);
	run_bash(buf_text(&script), &out);
	assert_string_equal(buf_text(&out), wanted);
}

void test_option__bash_script_completes(void **state)
{
	(void)state;
	assert_bash_replies("''", "up|down|exec|");
	assert_bash_replies("e", "exec|");
	assert_bash_replies("up w", "web|worker|");
	assert_bash_replies("up --det", "--detach|");
	assert_bash_replies("--progress = pl", "plain|");
	assert_bash_replies("--progress =", "auto|tty|plain|json|quiet|");
	assert_bash_replies("up db :", "1|");
	assert_bash_replies("up --file os-rel", "os-release|");
	assert_bash_replies("up --file = os-rel", "os-release|");
	assert_bash_replies("exec web ''", "|");
}

void test_option__scripts_are_sound(void **state)
{
	(void)state;
	AUTO_BUF struct buf script = { 0 };
	AUTO_BUF struct buf out = { 0 };
	assert_false(option_completion_script(&script, "tcsh"));
	assert_int_equal(script.length, 0);
	assert_true(option_completion_script(&script, "zsh"));
	assert_non_null(strstr(buf_text(&script), "__complete --"));
	buf_reset(&script);
	assert_true(option_completion_script(&script, "fish"));
	assert_non_null(strstr(buf_text(&script), "__complete --"));
	buf_reset(&script);
	assert_true(option_completion_script(&script, "bash"));
	buf_add(&script, "complete -p clau\n");
	run_bash(buf_text(&script), &out);
	assert_string_equal(buf_text(&out), "complete -F _clau clau\n");
}

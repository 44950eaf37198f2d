/* Runs every file named, and every file in the folders named, once through a fuzz target: what was
 * found before stays found. Prints each name first: the last one is the one that failed. */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define SECONDS_LIMIT 10.0 /* with sanitizers, on a busy machine */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int replay(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	size_t length = (size_t)status->st_size;
	double started = now();

	(void)at;
	if (kind != FTW_F)
		return 0;
	/* A block of the exact size: reading past the end is seen. */
	uint8_t *bytes = malloc(length ? length : 1);
	FILE *file = fopen(path, "rb");
	if (!bytes || !file || fread(bytes, 1, length, file) != length) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return 1;
	}
	fclose(file);
	puts(path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	if (now() - started <= SECONDS_LIMIT)
		return 0;
	fprintf(stderr, "%s: took %.1f s\n", path, now() - started);
	return 1;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (nftw(argv[i], replay, 16, FTW_PHYS) != 0)
			return 1;
	return 0;
}

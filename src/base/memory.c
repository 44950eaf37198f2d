#include "clau/base.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"

_Noreturn void base_out_of_memory(void)
{
	static const char line[] = "clau: out of memory\n";
	/* Nothing is left to be done about a failure of this write. */
	ssize_t written = write(STDERR_FILENO, line, sizeof(line) - 1);
	(void)written;
	_exit(EXIT_FAILED);
}

size_t base_product(size_t count, size_t size)
{
	size_t product;
	if (__builtin_mul_overflow(count, size, &product))
		base_out_of_memory();
	return product;
}

void *base_alloc(size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (!memory)
		base_out_of_memory();
	return memory;
}

void *base_realloc(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);
	if (!memory)
		base_out_of_memory();
	return memory;
}

void base_free(void *memory)
{
	free(memory);
}

void base_auto_free(void *address)
{
	free(*(void **)address);
}

void base_auto_close(int *descriptor)
{
	int kept = errno;
	if (*descriptor >= 0)
		close(*descriptor);
	errno = kept;
}

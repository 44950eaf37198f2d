/* Private to base: the one way out when memory ends. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

_Noreturn void base_out_of_memory(void);
/* count × size, or the end of the program when that does not fit. */
size_t base_product(size_t count, size_t size);

#endif

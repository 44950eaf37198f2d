/* Private to base: one character of UTF-8 at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed character at the start of bytes (length > 0), 0 when it is none. */
size_t utf8_read(const char *bytes, size_t length, uint32_t *ret_character);

#endif

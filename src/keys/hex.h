/* Private to keys. */
#ifndef KEYS_HEX_H
#define KEYS_HEX_H

#include <stddef.h>

/* Two lower-case digits a byte, and a NUL. */
void keys_hex(const unsigned char *bytes, size_t length, char *ret_text);

#endif

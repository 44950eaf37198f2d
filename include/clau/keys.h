/* keys: digests and secrets. The only room that includes openssl/. */
#ifndef CLAU_KEYS_H
#define CLAU_KEYS_H

#include "clau/base.h"

#define SHA256_TEXT_SIZE 65
/* 64 lower-case hex digits and a NUL. */
void keys_sha256(const void *bytes, size_t length, char ret_text[SHA256_TEXT_SIZE]);
/* The digest of a file's content read in pieces; false when it cannot be read. */
bool keys_sha256_file(const char *path, char ret_text[SHA256_TEXT_SIZE]);
/* `bytes` random bytes as lower-case hex, in the arena. */
char *keys_random_hex(struct arena *arena, size_t bytes);
char *keys_base64url(struct arena *arena, const void *bytes, size_t length);
/* Decodes standard base64 (padding required); NULL when it is not. */
void *keys_base64_decode(struct arena *arena, const char *text, size_t length, size_t *ret_length);

#endif

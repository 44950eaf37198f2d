#include "clau/keys.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "hex.h"

#define READ_PIECE ((size_t)64 << 10)

static void auto_free_digest(EVP_MD_CTX **digest)
{
	EVP_MD_CTX_free(*digest);
}
#define AUTO_DIGEST __attribute__((cleanup(auto_free_digest)))

/* OpenSSL fails here only when memory ends or its build lacks SHA-256. */
static EVP_MD_CTX *begin(void)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	int begun = digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
	assert(begun);
	return digest;
}

static void finish(EVP_MD_CTX *digest, char ret_text[SHA256_TEXT_SIZE])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	int finished = EVP_DigestFinal_ex(digest, bytes, &length);
	assert(finished && length * 2 + 1 == SHA256_TEXT_SIZE);
	keys_hex(bytes, length, ret_text);
}

void keys_sha256(const void *bytes, size_t length, char ret_text[SHA256_TEXT_SIZE])
{
	AUTO_DIGEST EVP_MD_CTX *digest = begin();
	int updated = EVP_DigestUpdate(digest, bytes, length);
	assert(updated);
	finish(digest, ret_text);
}

bool keys_sha256_file(const char *path, char ret_text[SHA256_TEXT_SIZE])
{
	AUTO_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	AUTO_DIGEST EVP_MD_CTX *digest = begin();
	AUTO_FREE char *piece = base_alloc(READ_PIECE);
	for (;;) {
		ssize_t count = read(file, piece, READ_PIECE);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		if (count == 0)
			break;
		int updated = EVP_DigestUpdate(digest, piece, (size_t)count);
		assert(updated);
	}
	finish(digest, ret_text);
	return true;
}

/* What curl's verdict on a transfer means to us. */
#include <string.h>

#include "http.h"

static enum http_result ruled(struct http_call *call, enum http_result result, const char *reason)
{
	call->reason = reason;
	return result;
}

static enum http_result could_not_connect(struct http_call *call)
{
	long error = 0;

	curl_easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &error);
	return connect_result(&call->endpoint, (int)error, &call->reason);
}

static enum http_result could_not_resolve(struct http_call *call)
{
	const char *path = call->endpoint.unix_path;

	if (path != NULL && strlen(path) > UNIX_PATH_LONGEST)
		return ruled(call, HTTP_ABSENT, "the socket's path is longer than 107 bytes");
	return ruled(call, HTTP_ABSENT, "no such host");
}

/* CURLE_RECV_ERROR is both the peer's reset and framing that is not HTTP's; only the words tell. */
static enum http_result could_not_receive(struct http_call *call)
{
	if (strncmp(call->error, "Recv failure", 12) == 0 || call->error[0] == 0)
		return ruled(call, HTTP_CUT, "the connection broke");
	if (strstr(call->error, "header") != NULL)
		return ruled(call, HTTP_TOO_LARGE, "the answer's headers are too large");
	return ruled(call, HTTP_GARBAGE, "the answer is not HTTP");
}

static const char *words_of(struct http_call *call, CURLcode code)
{
	const char *words = call->error[0] != 0 ? call->error : curl_easy_strerror(code);

	return text_printable(call->arena, words, strlen(words), false);
}

enum http_result http_result_of(struct http_call *call, CURLcode code)
{
	if (call->verdict != HTTP_OK)
		return call->verdict;
	switch ((int)code) {
	case CURLE_OK:
		/* curl takes headers that end with the connection for whole ones. */
		if (call->status == 0 && call->header_bytes > 0)
			return ruled(call, HTTP_GARBAGE, "the answer is not HTTP");
		if (!call->headers_done)
			return ruled(call, HTTP_CUT, "the answer broke off");
		return HTTP_OK;
	case CURLE_COULDNT_CONNECT:
		return could_not_connect(call);
	case CURLE_COULDNT_RESOLVE_HOST:
		return could_not_resolve(call);
	case CURLE_RECV_ERROR:
		return could_not_receive(call);
	case CURLE_GOT_NOTHING:
		return ruled(call, HTTP_CUT, "the connection was closed without an answer");
	case CURLE_PARTIAL_FILE:
		return ruled(call, HTTP_CUT, "the answer broke off");
	case CURLE_SEND_ERROR:
	case CURLE_SEND_FAIL_REWIND:
		return ruled(call, HTTP_CUT, "the connection broke");
	case CURLE_OUT_OF_MEMORY:
		return ruled(call, HTTP_TOO_LARGE, "the answer's headers are too large");
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
		return ruled(call, HTTP_GARBAGE, "the answer is not HTTP");
	case CURLE_OPERATION_TIMEDOUT:
		call->timeout = "total";
		return ruled(call, HTTP_TIMEOUT, "no answer in time");
	default:
		return ruled(call, HTTP_FAILED, words_of(call, code));
	}
}

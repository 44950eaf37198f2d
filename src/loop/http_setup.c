/* What a request is to curl. */
#include <string.h>
#include <strings.h>

#include "http.h"

static bool has_header(const struct http_request *request, const char *name)
{
	const struct http_header *header = request->headers;

	for (; header != NULL && header->name != NULL; header++) {
		if (strcasecmp(header->name, name) == 0)
			return true;
	}
	return false;
}

static void add_header(struct http_call *call, const char *line)
{
	call->headers = curl_slist_append(call->headers, line);
}

static void set_headers(struct http_call *call)
{
	const struct http_header *header = call->request.headers;

	for (; header != NULL && header->name != NULL; header++)
		add_header(call, arena_printf(call->arena, "%s: %s", header->name, header->value));
	/* No round trip before a body, and no form's type that curl would make up. */
	add_header(call, "Expect:");
	if (!has_header(&call->request, "Content-Type"))
		add_header(call, "Content-Type:");
	if (call->request.produce != NULL)
		add_header(call, "Transfer-Encoding: chunked");
	curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
}

static void set_address(struct http_call *call)
{
	const struct endpoint *endpoint = &call->endpoint;
	const char *path = call->request.path;
	const char *url;

	if (endpoint->unix_path != NULL) {
		curl_easy_setopt(call->easy, CURLOPT_UNIX_SOCKET_PATH, endpoint->unix_path);
		url = arena_printf(call->arena, "http://localhost%s", path);
	} else if (strchr(endpoint->host, ':') != NULL) {
		url = arena_printf(call->arena, "http://[%s]:%u%s", endpoint->host, endpoint->port,
				   path);
	} else {
		url = arena_printf(call->arena, "http://%s:%u%s", endpoint->host, endpoint->port,
				   path);
	}
	curl_easy_setopt(call->easy, CURLOPT_URL, url);
	curl_easy_setopt(call->easy, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(call->easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(call->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(call->easy, CURLOPT_NOPROXY, "*");
}

static void set_method(struct http_call *call)
{
	const struct http_request *request = &call->request;
	bool is_read = strcmp(request->method, "GET") == 0;

	if (request->produce != NULL) {
		curl_easy_setopt(call->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(call->easy, CURLOPT_READFUNCTION, http_on_produce);
		curl_easy_setopt(call->easy, CURLOPT_READDATA, call);
		curl_easy_setopt(call->easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10);
	} else if (request->body != NULL || strcmp(request->method, "POST") == 0) {
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body_length);
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS,
				 request->body != NULL ? request->body : "");
	} else if (strcmp(request->method, "HEAD") == 0) {
		curl_easy_setopt(call->easy, CURLOPT_NOBODY, 1L);
	}
	if (!is_read)
		curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, request->method);
	/* On a kept connection that turns out dead curl would send again by itself; whether that is
	 * right for what changes something is not curl's to know. */
	if (!is_read)
		curl_easy_setopt(call->easy, CURLOPT_FRESH_CONNECT, 1L);
}

void http_setup(struct http_call *call)
{
	call->easy = curl_easy_init();
	if (call->easy == NULL)
		abort();
	set_address(call);
	set_method(call);
	set_headers(call);
	curl_easy_setopt(call->easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(call->easy, CURLOPT_ERRORBUFFER, call->error);
	curl_easy_setopt(call->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(call->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(call->easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(call->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(call->easy, CURLOPT_USERAGENT, "clau");
	curl_easy_setopt(call->easy, CURLOPT_HEADERFUNCTION, http_on_header);
	curl_easy_setopt(call->easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, http_on_body);
	curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, call);
}

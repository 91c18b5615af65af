/*
 * The sabotaged twin of tests/http: GNU libmicrohttpd as it comes, strict, answering "well" to
 * everything it takes for a request.  The corpus run against this must fail.
 *   bare_mhd PORT
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* long: the signature is the library's own */
static enum MHD_Result
answer(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_n, void **seen)
{
	static char          text[] = "well\n", first[] = "";
	struct MHD_Response *r;
	enum MHD_Result      done;

	(void)cls, (void)url, (void)method, (void)version, (void)upload;
	if (*seen == NULL) {
		*seen = first;
		return MHD_YES;
	}
	if (*upload_n > 0) {
		*upload_n = 0;
		return MHD_YES;
	}
	r = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_PERSISTENT);
	done = MHD_queue_response(conn, 200, r);
	MHD_destroy_response(r);
	return done;
}

int
main(int argc, char **argv)
{
	struct MHD_Daemon *d;

	if (argc != 2)
		return 2;
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (unsigned short)strtoul(argv[1], NULL, 10),
	    NULL, NULL, &answer, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_CONNECTION_TIMEOUT, 2u, MHD_OPTION_END);
	if (d == NULL)
		return 1;
	puts("listens");
	(void)fflush(stdout);
	for (;;)
		pause();
}

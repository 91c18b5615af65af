/*
 * For fault tests: a layer under the real server (LD_PRELOAD) that, once the file named by
 * FAULTS_BLOCKS_FAIL is there, refuses about every third block of the size that requests are given
 * their memory in, in an order that nothing falls into step with.  Never part of what is released.
 */
#include <errno.h>
#include <stddef.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t n);

void *
malloc(size_t n)
{
	static atomic_uint count;
	const char        *sign = n >= 32 * 1024 && n < 256 * 1024 ? getenv("FAULTS_BLOCKS_FAIL") : NULL;

	if (sign != NULL && access(sign, F_OK) == 0 &&
	    ((atomic_fetch_add(&count, 1) + (unsigned)getpid()) * 2654435761u >> 16) % 3 == 0) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(n);
}

/* Faults that the tools must find: what is freed is read, what was never set decides,
 * what was taken is lost, two threads write. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int counter;

static void *
count(void *arg)
{
	for (int i = 0; i < 100000; i++)
		counter++;
	return arg;
}

int
main(int argc, char **argv)
{
	pthread_t other;
	int      *p = malloc(4 * sizeof *p), *q = NULL;
	int       said;

	(void)argv;
	if (p == NULL)
		return 1;
	if (p[2] > 7)                           /* never set */
		printf("many\n");
	free(p);
	q = malloc(16);                         /* lost */
	q = argc > 7 ? q : NULL;
	said = argc > 5 ? *q : p[0];            /* of NULL; freed */
	(void)pthread_create(&other, NULL, count, NULL);
	(void)count(NULL);
	(void)pthread_join(other, NULL);
	printf("%d %d\n", said & 0, counter > 0);
	return 0;
}

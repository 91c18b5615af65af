/*
 * base/jail, indoors: calls whose refusal is told.  What Landlock refuses is only an error, and
 * the kernel says nothing of it; so the filter sends such a call to a handler first.  The handler
 * makes it over again with a mark in its last place, which the filter lets through, writes one
 * line if it was refused, and hands the answer back as if nothing had been.  A stranger's code
 * that knows the mark is refused as well, only without a line: Landlock decides, not the handler.
 */
#ifndef BASE_JAIL_IN_H
#define BASE_JAIL_IN_H

#include "base/jail.h"

/* The words of a call can be read out of a signal on these machines. */
#if defined __x86_64__ || defined __aarch64__
enum { JAIL_TELLS = 1 };
#else
enum { JAIL_TELLS = 0 };
#endif

enum { JAIL_MARK_PLACE = 5 };           /* no call that is told has six words of its own */
static const uint64_t JAIL_MARK = 0x7761676c5f746f6cU;

/* jail_told.c: before the filter is loaded; the handler lives on in children. */
bool jail_hear(void) MUST_USE;

#endif

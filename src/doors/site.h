/*
 * doors/site: everything a door needs to know about this installation, gathered once
 * by app/ at start and only read afterwards.  Every thread may look at it.  It never
 * changes while the program runs, and nothing in it is a person's.
 */
#ifndef DOORS_SITE_H
#define DOORS_SITE_H

#include "doors/when.h"
#include "op/op.h"
#include "op/writer.h"
#include "page/page.h"
#include "words/words.h"

struct exchange;        /* doors/web/exchange.h */

enum { SITE_SECRET_BYTES = 32 };

struct site {
	struct ops          ops;           /* every operation of every room */
	const struct routes *routes;       /* each room's pages ... */
	size_t              nroutes;       /* ... so many rooms */
	str                 db_url;        /* "sqlite:PATH" or "postgres:CONNINFO" */
	struct writer      *writer;        /* changes go through here */
	struct painter     *painter;       /* the image process (base/picture.h); NULL: no pictures */
	const struct zone  *zone;          /* the provider's */
	struct when        *when;          /* what time it is (doors/when.h); NULL: as this machine says */
	str                 provider;      /* the provider's name, for people */
	str                 address;       /* what people type: "https://waggle.example.org"; no last slash */
	str                 listen;        /* "127.0.0.1:8080", "[::1]:8080" */
	const int          *sockets;       /* open already, so many as web_sockets() said; NULL: none */
	str                 proxy;         /* address whose X-Forwarded-For is believed; may be empty */
	bool                tls_in_front;  /* WAGGLE_HTTPS=1: a TLS proxy stands before us */
	str                 secret;        /* SITE_SECRET_BYTES, from the settings */
	int64_t             patience;      /* seconds for the head of a request; 0: ten */
	unsigned            web_threads;   /* 0: as many as suit the machine */
	unsigned            keep_mib;      /* memory for pages kept drawn; 0: none are */
	/* The JSON door: answers everything under /api/ (doors/api/api.h). */
	void              (*api)(struct exchange *x);
};

#endif

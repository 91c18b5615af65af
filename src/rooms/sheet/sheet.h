/*
 * sheet: paper that people hang up, hand round and write on.
 *
 * Draws the "We said, we did" poster, a forum's invitation and the printed meeting sheet
 * as tagged PDF (fonts embedded, no time stamps: the same words give the same bytes) and
 * as PNG for screens.  Long words wrap and run on to more pages; nothing is ever clipped.
 * Right-to-left languages are mirrored.  It looks nothing up and decides nothing: every
 * word, also the headings, arrives here in the reader's language.  Safe on all threads.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "words/words.h"

enum paper { PAPER_A4, PAPER_A3 };      /* A3 is the same sheet, 1.41 times as large */

/* How the sheet reads: lang_tag() and lang_dir() of its language, and the reader's size. */
struct sheet_look {
	const struct lang *lang;        /* for page numbers in its digits; NULL: English */
	str        tag;                 /* "en-GB", "ar" */
	bool       rtl;
	bool       easy;                /* larger type, one idea a line, large pictures */
	bool       large;               /* nothing under 18 points */
	enum paper paper;
};

/* "We did" is for what those who said it have judged; the room decides which is which. */
enum sheet_kind { SHEET_DID, SHEET_DOING, SHEET_NOT };

struct sheet_item {
	enum sheet_kind kind;
	str said, did;                  /* the words; for SHEET_NOT, `did` is the reason */
	str state;                      /* "Done. The person says it helped." */
	str days;                       /* "12 days from said to done"; may be empty */
	str url;                        /* the whole story: QR code and link; may be empty */
};

/* The poster's own words, in its language. */
struct sheet_words {
	str said, did, doing, not_now;  /* "We said", "We did", "We are doing", "We decided not to, because" */
	str scan;                       /* "Scan to read the whole story" */
	str more;                       /* "(more)": the label of a panel that runs on */
	str page;                       /* "Page {page} of {pages}" */
	str empty;                      /* "Nothing yet. You can be the first." */
	str qr;                         /* "QR code for {url}": read out instead of the picture */
};

enum { SHEET_ITEMS_MAX = 200 };

struct sheet {
	struct sheet_look look;
	struct sheet_words words;
	str provider, place, heading, dates;
	const struct sheet_item *items;
	size_t n;
	str foot, foot_url;             /* "Something to say? Scan here, or tell any of us." */
};

err sheet_pdf(struct arena *mem, const struct sheet *s, struct buf *ret_pdf) MUST_USE;
/* One page as a picture, `page` from 0; ERR_MISSING past the last. */
err sheet_png(struct arena *mem, const struct sheet *s, int width_px, size_t page,
    struct buf *ret_png) MUST_USE;

/* Come along: what a forum is for, when and where it meets next, and how to join. */
enum sheet_sign { SIGN_DAY, SIGN_OFTEN, SIGN_PLACE, SIGN_ONLINE, SIGN_PEOPLE, SIGN_JOIN };
struct sheet_fact { enum sheet_sign sign; str label, words; };
struct sheet_invite {
	struct sheet_look look;
	str provider, heading, forum, what_for;
	const struct sheet_fact *facts; /* "When", "Where", "Who can come", "How to join" */
	size_t n;
	str url, scan, qr;              /* the forum's page; "Scan to join or find out more" */
	str foot;
};
err sheet_invite_pdf(struct arena *mem, const struct sheet_invite *s, struct buf *ret_pdf) MUST_USE;
err sheet_invite_png(struct arena *mem, const struct sheet_invite *s, int width_px,
    struct buf *ret_png) MUST_USE;

/* The meeting on paper: black on white, to copy, fill in with a pen, and type in later. */
struct sheet_row { str label, note; };
struct sheet_meeting {
	struct sheet_look look;
	str provider, forum, heading, when, where;
	str id, url, scan, qr;          /* the sheet's own number, and where it is typed in */
	str how;                        /* one line: how to fill this in */
	str who_title, who_note, who_name, who_count;  /* "Who came", .., "Names", "Others, counted" */
	const struct sheet_row *groups; size_t ngroups; /* constituencies; note: "we need 3" */
	str matters_title;
	const struct sheet_row *matters; size_t nmatters; /* label: "Matter 12"; note: its words */
	const str *outcomes; size_t noutcomes;   /* boxes: "Settled here", "Passed to", "Not now" ... */
	const str *votes;    size_t nvotes;      /* hand votes: "For", "Against", "Not sure" */
	str votes_label, what_label;    /* "Hands up", "What we agreed, who does it, by when" */
	str new_title; size_t nnew;     /* lines for what people bring on the day */
	str page;
};
err sheet_meeting_pdf(struct arena *mem, const struct sheet_meeting *s, struct buf *ret_pdf) MUST_USE;

/* A QR code alone (level M, quiet zone of 4), for pages to show by address. */
err qr_svg(struct buf *b, str url) MUST_USE;      /* ERR_INPUT: too long for a code */
err qr_png(struct arena *mem, str url, int width_px, struct buf *ret_png) MUST_USE;

#endif

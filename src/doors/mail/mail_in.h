/* doors/mail, indoors: one letter, and handing it to the mail server. */
#ifndef DOORS_MAIL_MAIL_IN_H
#define DOORS_MAIL_MAIL_IN_H

#include "doors/mail/mail.h"

/* All there is to a letter.  `to` and `from` are mail_address_ok(), `ref` letters, digits, - and _. */
struct letter {
	enum mail_kind     kind;
	const struct lang *lang;
	str                to, from, ref, address;
	stamp              now;
};
str letter_write(struct arena *mem, const struct letter *l);

/* What the server said of it.  why MAIL_WELL: it has taken the letter and will see to it. */
struct smtp_answer { enum mail_why why; int64_t code; };

struct smtp;
struct smtp *smtp_new(const struct smtp_want *w);       /* *w must outlive it */
struct smtp_answer smtp_send(struct smtp *s, str to, str letter);
/* Would it take a letter from us?  As far as one can ask without having one; on a talk of its own. */
struct smtp_answer smtp_knock(struct smtp *s);
void smtp_free(struct smtp *s);                         /* hangs up */

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about what the samples show of themselves; private to words_note.c. */
#ifndef VA_APP_WORDS_EVIDENCE_H
#define VA_APP_WORDS_EVIDENCE_H

#include "app/words.h"

/* What a sentence is made from. */
struct saying {
    const struct note *note;
    const struct contender *contender; /* NULL when the note is about all */
    const struct advise_request *request;
};

/* One sentence each, of the note of that name. */
void say_staircase(struct buf *out, const struct saying *s);
void say_cpu_types(struct buf *out, const struct saying *s); /* names them all */
void say_two_humps(struct buf *out, const struct saying *s); /* shares and ratio */
void say_drift(struct buf *out, const struct saying *s);     /* change and days */
void say_outlier(struct buf *out, const struct saying *s);   /* the size */
void say_timeouts(struct buf *out, const struct saying *s);  /* how many, up to where */
void say_power_law(struct buf *out, const struct saying *s); /* its pick, and why not */

#endif

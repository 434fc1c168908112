/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if a price were another? Changed prices of a session (io/price_edit.h): how they
 * are asked for, what they do to the picks, how they are said, how they are kept.
 */
#ifndef VA_APP_WHAT_IF_H
#define VA_APP_WHAT_IF_H

#include "app/question.h"
#include "app/session.h"
#include "base/buf.h"
#include "core/advise.h"
#include "io/price_edit.h"

/*
 * Change one cell as "NAME[/TABLE[/REGION]]/CELL=VALUE" asks, such as
 * "aws-lambda-x86/GB-s=0.00001". Without a table it is the one that the question means
 * (pricing, as_of_days), without a region the question's or the table's default. Every
 * answer of the session uses it.
 * Returns VA_OK; VA_USAGE when the text is not of that form or the value not what the
 * cell expects; otherwise as prices_set.
 */
enum va_code what_if_set(struct session *s, const struct question *q, const char *text,
                         struct va_err *err);

/* The same text for a change that was made, to be typed after --set. */
void what_if_option(struct buf *out, const char *name, const struct price_edit *e);

/* "1 GB-s, from 6,000,000,000 a month", "billing step", ...: what a cell is the price
 * of. */
void what_if_label(struct buf *out, const struct price_cell *c);

/* A cell's value with its unit: "$0.0000166667", "400,000", "100 ms", "billed". */
void what_if_value(struct buf *out, enum price_cell_kind kind, const char *value);

/* The best configuration for a question; memory_mb 0: there is none. */
struct what_if_pick {
    int32_t memory_mb;
    char implementation[TEXT_NAME_MAX + 1];
    char platform[TEXT_NAME_MAX + 1];
    double duration_ms;
    int64_t cost_pusd;
};

struct what_if_effect {
    char workload[TEXT_NAME_MAX + 1];
    bool sample_data;
    struct what_if_pick before, after; /* with saved prices, with changed ones */
};

/* Is there another pick, or another price of it? */
bool what_if_changes(const struct what_if_effect *e);
bool what_if_moves(const struct what_if_effect *e); /* another pick */

/* What the changes do to the pick of q->workload. Returns as field_open. */
enum va_code what_if_effect(struct session *s, const struct question *q,
                            struct what_if_effect *out, struct va_err *err);

/* "1948 MB -> 1957 MB, $0.0020742 -> $0.0012463 per invocation (-39.9%)", or
 * "no change: 1948 MB". */
void what_if_say_effect(struct buf *out, const struct what_if_effect *e);

/*
 * Keep the changes: price files of the user's own, in the session's folder for them.
 * visit is told of each file; may be NULL. Returns VA_OK; VA_USAGE in a read-only
 * session; otherwise as prices_keep.
 */
enum va_code what_if_keep(struct session *s, void (*visit)(void *ctx, const char *path),
                          void *ctx, struct va_err *err);

#endif

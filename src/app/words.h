/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How vadvise says things: one wording for every front end. */
#ifndef VA_APP_WORDS_H
#define VA_APP_WORDS_H

#include "base/buf.h"
#include "core/advise.h"

/* "$0.0019995", or "no price" for COST_UNKNOWN. */
void words_cost(struct buf *out, int64_t pusd);

/* What went wrong and what to do about it, on one line: "no workload is open. ':workload
 * NAME' opens one". */
void words_error(struct buf *out, const struct va_err *err);

/* What a probe has to be told of a platform, after a blank: " --function NAME
 * --max-spend USD", " --platform gcf-gen2 --url URL --max-spend USD", " -- COMMAND". */
void words_probe_target(struct buf *out, const char *platform);

/* "1 sample", "1,204 samples". */
void words_count(struct buf *out, int64_t n, const char *noun);

/* "$1,999.47 per 1M": a million invocations. Nothing for COST_UNKNOWN. */
void words_per_million(struct buf *out, int64_t pusd);

/* "+7.4%" or "-3.0%": how a compares with b; "" when either is not known or b is 0. */
void words_change(struct buf *out, double a, double b);

/* "mtcnn on aws-lambda-x86 us-east-1", with "(emulated)" where it is. */
void words_contender(struct buf *out, const struct contender *c);

/* The contender's region: its price table's, else its profile's; "" when neither. */
const char *words_region(const struct contender *c);

/* "fastest size for at most $0.002 per invocation and 60.0 s (p95)". */
void words_goal(struct buf *out, const struct goal *g);

/* "over budget", "too slow", ... for people. */
const char *words_reason(enum advice_reason r);

/* The same in at most eleven columns, for tables. */
const char *words_verdict(enum advice_reason r);

/* "c + a x^b" with its parameters, for people, in ms: "14,950,000 x^-0.7171". */
void words_formula(struct buf *out, const struct curve_shape *s);

/* "fit good: 14,950,000 x^-0.7171, R2 0.998, 140 samples at 13 sizes" */
void words_fit(struct buf *out, const struct curve_report *r);

/* A paragraph in lines of at most 78 columns, indented by two; nothing for "". */
void words_wrapped(struct buf *out, const char *text);

/* The same for a line that was built: wraps it, passes its failure on, clears it. */
void words_wrap(struct buf *out, struct buf *line);

/* The statistic of a contender's durations: "p95", or "p95 not known" of a published
 * curve; and the sentence that says what its durations are then. */
const char *words_statistic(const struct contender *c, enum statistic stat);
void words_not_known(struct buf *out, enum statistic stat);

/* The sentence of a note; nothing for a note that needs none in text. */
void words_note(struct buf *out, const struct note *n,
                const struct contender *const *field,
                const struct advise_request *request);

#endif

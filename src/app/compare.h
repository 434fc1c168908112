/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A comparison in steps: a field and its advice -> rows -> a document, words. Rows are
 * plain data, for the command and for the screen.
 */
#ifndef VA_APP_COMPARE_H
#define VA_APP_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/field.h"
#include "app/reply.h"
#include "core/advise.h"
#include "core/break_even.h"
#include "io/price.h"

enum { COMPARE_ROWS_MAX = 512 };

/* Whose durations a row stands on. */
enum compare_basis {
    BASIS_MEASURED, /* its own */
    BASIS_AS_FAST,  /* another place's: what it costs if it is as fast there */
    BASIS_NONE      /* nothing: not measured, and not sold there and then */
};

/* An invocation's cost in parts, which add up to it. */
struct compare_parts {
    int64_t function_pusd; /* COST_UNKNOWN: no duration or no price */
    int64_t fee_pusd;      /* of the request; COST_UNKNOWN likewise */
    int64_t api_pusd;      /* 0 without an API */
};

struct compare_row {
    int32_t contender; /* index in the field: whose durations */
    enum compare_basis basis;
    bool here;                        /* as the question has it */
    bool has_tariff;                  /* the next five are of its prices */
    char platform[TEXT_NAME_MAX + 1]; /* else as measured */
    char region[TEXT_NAME_MAX + 1];
    char table[TEXT_NAME_MAX + 1];
    int32_t effective_days, step_ms;
    struct configuration best;  /* for the goal, at the row's prices */
    struct configuration same;  /* the pick's size at the row's prices; memory_mb 0: there
                                   is none */
    double same_change;         /* what that costs against the row that is `here`, less 1;
                                   NAN */
    struct compare_parts parts; /* of best */
    double cv;                  /* between runs at best's size; NAN: not known */
    double saving; /* what the best row saves against it, in what the goal ranks by; of
                      the best, against the next; NAN */
    bool unsteady; /* the spread is larger than the saving */
    bool has_api;
    int64_t api_lowest_pusd, api_highest_pusd; /* of an invocation's calls, by tier */
    double share_lowest;                       /* least part the API has; NAN */
    int32_t share_lowest_mb;                   /* where; 0: none */
    struct break_even_side side; /* what a month is billed by; by platform only */
};

/* An API against the best way without one. */
struct compare_pair {
    int32_t api, local; /* rows */
    struct break_even found;
};

struct comparison {
    enum compare_by by;
    bool feasible;            /* the goal can be met in some row */
    struct compare_row *rows; /* owned; best first; eras by date, the newest last */
    int32_t n;
    struct compare_pair pairs[ADVICE_CONTENDERS_MAX];
    int32_t n_pairs;
};

/* What is compared; everything is borrowed and outlives the comparison. */
struct compare_source {
    const struct field *field;
    const struct question *question;
    const struct advise_request *request;
    const struct advice *advice; /* of this request */
    struct prices *prices;
};

void comparison_init(struct comparison *k);
void comparison_clear(struct comparison *k);

/*
 * Fill the rows.
 *
 * By platform: every contender's best. By region, era: the best contender of each
 * platform that has a price, in every region of its table in force, or by every dated
 * table that it has. By architecture: every contender with a price, and beside one that
 * was measured on one architecture alone the other's price at the same durations.
 *
 * Returns VA_OK; VA_DATA when nothing has a price to compare by; VA_NOMEM; and what the
 * engine and the price tables say. out is cleared by the caller in every case.
 */
enum va_code compare_collect(const struct compare_source *s, enum compare_by by,
                             struct comparison *out, struct va_err *err);

/* --- its parts --- */

/* One more row, zeroed, numbers not known; NULL: out of memory, or too many. */
struct compare_row *compare_add(struct comparison *k);

/* Name a row after a contender, with what is the same for every row of it. */
void compare_name(struct compare_row *row, const struct contender *c);

/* Parts of the cost of the row's best, for a contender with the row's prices. */
enum va_code compare_split(const struct compare_source *s, const struct contender *c,
                           struct compare_row *row);

/* Coefficient of variation between runs at a size; NAN: not known. */
double compare_cv(const struct contender *c, int32_t memory_mb);

/* Order the rows and judge how their spreads stand to what they save. */
void compare_sort(struct comparison *k, const struct goal *g);
void compare_judge(struct comparison *k, const struct goal *g);

/* The rows by region, architecture or era. Codes as compare_collect. */
enum va_code compare_elsewhere(const struct compare_source *s, struct comparison *k,
                               struct va_err *err);

/* --- how it is said --- */

/* "best", "ok", "if as fast", "over budget": at most twelve columns. */
const char *compare_verdict(const struct comparison *k, const struct compare_row *row);

/* "platform", "region", "architecture", "date": what its rows are told apart by, for a
 * row: "x86"; "2020-12-01". buf holds TEXT_NAME_MAX + 1. */
const char *compare_label(const struct comparison *k, const struct compare_row *row,
                          char *buf);

/* What to know beside the rows, a sentence a line. */
void compare_say_notes(const struct compare_source *s, const struct comparison *k,
                       struct buf *out);

/* "cheaper at first, dearer from 22 a month". */
void compare_say_ranges(const struct break_even *b, struct buf *out);

/* The document vadvise.compare/1. */
void compare_document(const struct compare_source *s, const struct comparison *k,
                      struct reply *r);

/* The answer in words; the document is complete. */
void compare_text(const struct compare_source *s, const struct comparison *k,
                  struct reply *r);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How steady a workload is, from its samples one by one: found, then shown. The command
 * writes all of it as a document and as words; a screen shows a size at a time.
 */
#ifndef VA_APP_STABILITY_H
#define VA_APP_STABILITY_H

#include "app/field.h"
#include "app/reply.h"
#include "core/stability.h"

/* Called now and then while samples are read, which is done twice. */
struct steadiness_progress {
    void (*tell)(void *ctx, int64_t n_read, int64_t n_all); /* NULL: not told */
    bool (*stopped)(void *ctx); /* true: no more is wanted; NULL: never */
    void *ctx;
};

struct steadiness_request {
    const struct question *question; /* its sizes, and whose samples */
    int32_t subject;                 /* which of the ways to run it; see below */
    bool with_week;                  /* for stability_get_week */
    struct steadiness_progress progress;
};

struct steadiness {
    struct field field;
    const struct contender *contender; /* of the field */
    int32_t subject, n_subjects;       /* ways to run it that have samples of their own */
    struct advise_request request;
    struct stability *stability;
    int64_t n_failed;
    bool cold;                         /* cold starts are judged: there is nothing else */
    struct configuration pick, calm;   /* memory_mb 0: there is none */
    double calm_cv, worst_cv, pick_cv; /* NAN: none */
    int32_t worst_mb;
};

/*
 * Read the samples of a workload and judge them.
 *
 * Returns VA_OK; VA_DATA for an unknown workload, no samples, or none at these sizes;
 * VA_DOMAIN for a subject past the last; VA_IO "stopped" when no more was wanted;
 * otherwise as field_open. out is closed by the caller in every case; it needs the
 * session no more.
 */
enum va_code steadiness_open(struct session *s, const struct steadiness_request *request,
                             struct steadiness *out, struct va_err *err);
void steadiness_close(struct steadiness *k);

/* Judge again, with the prices and the goal as they are now; samples are not read again.
 * Returns as steadiness_open. */
enum va_code steadiness_judge(struct steadiness *k, struct session *s,
                              const struct question *q, struct va_err *err);

/* The contender of a subject; NULL past the last. */
const struct contender *steadiness_subject(const struct steadiness *k, int32_t i);

/* What a size costs there, an invocation; COST_UNKNOWN: not known. */
int64_t steadiness_cost(const struct steadiness *k, int32_t memory_mb);

/* The document and the text, as the command writes them. r is cleared by the caller. */
enum va_code stability_reply(const struct steadiness *k, struct reply *r,
                             struct va_err *err);

/* Sentences, without a line end: what part the CPU type has, whether there is a daily
 * period, which size is calm, what all this stands on. */
void stability_say_variance(struct buf *line, const struct stability_variance *v);
void stability_say_daily(struct buf *line, const struct stability_daily *d);
void stability_say_calm(struct buf *line, const struct steadiness *k);
void stability_say_evidence(struct buf *line, const struct steadiness *k,
                            const struct stability_group *of);

/* Write the text of the reply, whose document is complete. all: all sizes together. */
void stability_say(struct reply *r, const struct steadiness *k,
                   const struct stability_group *all);

#endif

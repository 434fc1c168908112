/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples for the screen of stability: a few at once, many by a task. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/price_edit.h"
#include "tui/stability.h"
#include "tui/task.h"

enum { AT_ONCE_MAX = 20000 }; /* samples; so many take a few ms */

const double stability_levels[STABILITY_LEVELS - 1] = { 0.95, 1.05, 1.20 };

int
stability_level(double ratio)
{
    int level = 0;

    while (level < STABILITY_LEVELS - 1 && ratio > stability_levels[level])
        level++;
    return level;
}

void
stability_choose(struct stability_view *v, int32_t size)
{
    const int32_t n = v->have ? stability_sizes(v->k.stability) : 0;

    v->size = size < -1 ? -1 : size >= n ? n - 1 : size;
    if (n == 1)
        v->size = 0; /* all of one are that one */
    if (!v->have)
        return;
    stability_get(v->k.stability, v->size, v->group);
    stability_get_week(v->k.stability, v->size, &v->week);
}

bool
stability_has_map(const struct stability_view *v)
{
    for (int i = 0; v->have && i < 7; i++) {
        if (v->group->days[i].n > 0)
            return true;
    }
    return false;
}

/* --- a task --- */

/* What the thread has for itself. */
struct reading {
    char key[STABILITY_KEY_MAX];
    char workload[TEXT_NAME_MAX + 1];
    struct subject_texts texts;
    struct question question;
    struct session *session;
    struct steadiness k;
    int32_t way;
    struct task *task;
};

static void
tell(void *ctx, int64_t n_read, int64_t n_all)
{
    const struct reading *r = ctx;

    task_tell(r->task, n_read, n_all, NULL);
}

static bool
stopped(void *ctx)
{
    return task_stopped(((const struct reading *)ctx)->task);
}

static enum va_code
run(struct task *task, void *ctx, struct va_err *err)
{
    struct reading *r = ctx;
    const struct steadiness_request request = { .question = &r->question,
                                                .subject = r->way,
                                                .with_week = true,
                                                .progress = { tell, stopped, r } };

    r->task = task;
    return steadiness_open(r->session, &request, &r->k, err);
}

/* Show what was read, or why it was not. k is taken over. */
static void
take(struct tui *t, struct steadiness *k, enum va_code code, const struct va_err *err)
{
    struct stability_view *v = stability_view_of(t);

    v->code = code;
    v->err = *err;
    if (code == VA_DOMAIN && v->way > 0) { /* filters left fewer: the first, then */
        v->way = 0;
        v->key[0] = '\0';
    }
    if (code)
        return;
    v->k = *k;
    *k = (struct steadiness){ .contender = NULL };
    v->have = true;
    v->judged = t->subject.version;
    stability_choose(v, v->size);
}

static void
done(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    struct stability_view *v = stability_view_of(t);
    struct reading *r = ctx;

    if (!v || !v->reading || strcmp(v->key, r->key) != 0)
        return; /* something else is wanted by now */
    v->reading = false;
    take(t, &r->k, code, err);
    t->stale = true;
}

static void
free_reading(void *ctx)
{
    struct reading *r = ctx;

    steadiness_close(&r->k);
    session_close(r->session);
    free(r);
}

static const struct task_kind kind = {
    .name = "samples", .run = run, .done = done, .free = free_reading
};

/* A session of the thread's own, with the prices as they are changed here. */
static enum va_code
open_session(struct tui *t, struct session **out, struct va_err *err)
{
    struct session_options o = *session_options_get(t->session);
    struct prices *from = NULL;
    struct prices *to = NULL;
    enum va_code code = VA_OK;

    o.read_only = true;
    code = session_open(&o, out, err);
    if (!code)
        code = session_prices(t->session, &from, err);
    if (!code)
        code = session_prices(*out, &to, err);
    return code ? code : prices_edit_copy(to, from, err);
}

static enum va_code
start(struct tui *t, struct stability_view *v, struct va_err *err)
{
    struct reading *r = calloc(1, sizeof *r);
    enum va_code code = VA_OK;

    if (!r)
        return va_fail(err, VA_NOMEM, "out of memory");
    snprintf(r->key, sizeof r->key, "%s", v->key);
    snprintf(r->workload, sizeof r->workload, "%s", t->subject.name);
    r->way = v->way;
    code = subject_question(t, r->workload, &r->texts, &r->question, err);
    if (!code)
        code = open_session(t, &r->session, err);
    if (code) {
        free_reading(r);
        return code;
    }
    (void)task_stop(t, &kind); /* of what is not wanted any more */
    code = task_start(t, &kind, r, err);
    v->reading = code == VA_OK;
    return code;
}

/* --- keeping up --- */

static int64_t
count_samples(const struct workload *w)
{
    int64_t n = 0;

    for (int32_t i = 0; i < w->n_profiles; i++) {
        for (int32_t k = 0; k < w->profiles[i].n_groups; k++)
            n += w->profiles[i].groups[k].summary.n +
                 w->profiles[i].groups[k].summary.n_failed;
    }
    return n;
}

/* What of the question says which samples are read. */
static void
write_key(const struct tui *t, const struct stability_view *v, char *out)
{
    const struct subject *s = &t->subject;
    const struct question *q = &s->question;

    snprintf(out, STABILITY_KEY_MAX, "%s|%lld|%d|%s|%s|%s|%s", s->name,
             (long long)s->data_version, v->way, s->texts.platforms,
             s->texts.implementations, q->region ? q->region : "",
             q->arch ? q->arch : "");
}

static void
forget(struct stability_view *v)
{
    steadiness_close(&v->k);
    v->have = v->reading = false;
    v->code = VA_OK;
    v->err = (struct va_err){ 0 };
}

static void
read_samples(struct tui *t, struct stability_view *v)
{
    const struct steadiness_request request = { .question = &t->subject.question,
                                                .subject = v->way,
                                                .with_week = true };
    struct steadiness k = { .contender = NULL };
    struct va_err err = { 0 };
    enum va_code code = VA_OK;

    if (count_samples(&t->subject.field.workload) > AT_ONCE_MAX) {
        v->code = start(t, v, &v->err);
        return;
    }
    code = steadiness_open(t->session, &request, &k, &err);
    take(t, &k, code, &err);
    steadiness_close(&k);
}

/* Another goal, other prices: the samples are the same. */
static void
judge(struct tui *t, struct stability_view *v)
{
    v->judged = t->subject.version;
    v->code = steadiness_judge(&v->k, t->session, &t->subject.question, &v->err);
    if (v->code)
        v->have = false;
    else
        stability_choose(v, v->size);
}

/* Is what was read of that workload? */
static bool
is_of(const struct stability_view *v, const char *name)
{
    const size_t len = strlen(name);

    return !strncmp(v->key, name, len) && v->key[len] == '|';
}

void
stability_keep_up(struct tui *t)
{
    struct stability_view *v = stability_view_of(t);
    char key[STABILITY_KEY_MAX];

    if (!t->subject.open) {
        forget(v);
        v->key[0] = '\0';
        return;
    }
    if (v->key[0] && !is_of(v, t->subject.name)) {
        v->size = -1;
        v->way = 0;
    }
    write_key(t, v, key);
    if (strcmp(key, v->key) != 0) {
        forget(v);
        snprintf(v->key, sizeof v->key, "%s", key);
        read_samples(t, v);
    } else if (v->have && v->judged != t->subject.version) {
        judge(t, v);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workload that is open. */
#include "tui/subject.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "io/price_edit.h"
#include "tui/tui.h"

enum { SUBJECT_KEY_MAX = 2048 };

/* All that prices and contenders depend on, as a text: of the question, and whether
 * prices were changed since. */
static void
write_key(struct session *session, const struct question *q, struct buf *out)
{
    const struct name_list *lists[] = { &q->platforms, &q->implementations };
    struct prices *prices = NULL;

    (void)session_prices(session, &prices, NULL);
    buf_printf(out, "%s|%s|%s|%s|%d|%d|%lld|%d|%lld", q->region ? q->region : "",
               q->arch ? q->arch : "", q->price_as ? q->price_as : "",
               q->pricing ? q->pricing : "", q->as_of_days, q->billing_step_ms,
               (long long)q->volume_per_month, q->free_tier,
               prices ? (long long)prices_generation(prices) : -1);
    for (int k = 0; k < 2; k++) {
        buf_byte(out, '|');
        for (int32_t i = 0; i < lists[k]->n; i++)
            buf_printf(out, "%s,", lists[k]->names[i]);
    }
}

/* Find the contenders anew where the question asks for others, or others' prices. */
static enum va_code
fill(struct tui *t, struct va_err *err)
{
    struct subject *s = &t->subject;
    enum va_code code = VA_OK;
    struct buf key;

    buf_init(&key, SUBJECT_KEY_MAX);
    write_key(t->session, &s->question, &key);
    if (!s->filled || strcmp(buf_get(&key), s->key) != 0) {
        s->filled = false;
        s->field.n_tariffs = 0; /* they are those of another question */
        code = field_fill(t->session, &s->question, &s->field, err);
        if (!code)
            code = field_refine(&s->field, err);
        s->filled = code == VA_OK;
        snprintf(s->key, sizeof s->key, "%s", buf_get(&key));
    }
    buf_clear(&key);
    return code;
}

void
subject_judge(struct tui *t)
{
    struct subject *s = &t->subject;
    struct advice *a = NULL;

    if (!s->open)
        return;
    t->stale = true;
    s->version++;
    s->err = (struct va_err){ 0 };
    s->code = subject_question(t, s->name, &s->texts, &s->question, &s->err);
    if (!s->code)
        s->code = fill(t, &s->err);
    if (!s->code && !(a = s->advice ? s->advice : malloc(sizeof *a)))
        s->code = va_fail(&s->err, VA_NOMEM, "out of memory");
    if (!s->code) {
        field_request(&s->field, &s->question, &s->request);
        s->code = field_judge(&s->field, &s->request, a, &s->err);
        s->advice = a;
    }
    if (s->code) {
        free(s->advice);
        s->advice = NULL;
    }
}

void
subject_close(struct tui *t)
{
    struct subject *s = &t->subject;
    const int64_t version = s->version;
    const int64_t data_version = s->data_version;

    if (s->open)
        field_close(&s->field);
    free(s->advice);
    memset(s, 0, offsetof(struct subject, field));
    s->version = version + 1;
    s->data_version = data_version + 1;
}

/* Read the workload of a name into an empty subject. */
static enum va_code
read_workload(struct tui *t, const char *name, struct va_err *err)
{
    struct subject *s = &t->subject;
    enum va_code code = VA_OK;

    field_init(&s->field);
    code = session_workload(t->session, name, &s->field.workload, err);
    if (code) {
        field_close(&s->field);
        return code;
    }
    snprintf(s->name, sizeof s->name, "%s", name);
    s->open = true;
    return VA_OK;
}

enum va_code
subject_open(struct tui *t, const char *workload, struct va_err *err)
{
    char name[TEXT_NAME_MAX + 1];
    char before[TEXT_NAME_MAX + 1];
    struct va_err ignored = { 0 };
    enum va_code code = VA_OK;

    if (strlen(workload) > TEXT_NAME_MAX)
        return va_fail(err, VA_DATA, "no workload has so long a name");
    snprintf(name, sizeof name, "%s", workload); /* it may be the subject's own */
    snprintf(before, sizeof before, "%s", t->subject.open ? t->subject.name : "");
    subject_close(t);
    code = read_workload(t, name, err);
    /* What was open stays when there is nothing of that name. */
    if (!code ||
        (*before && strcmp(before, name) != 0 && !read_workload(t, before, &ignored)))
        subject_judge(t);
    t->stale = true;
    return code;
}

void
subject_reload(struct tui *t)
{
    char name[TEXT_NAME_MAX + 1];
    struct va_err err = { 0 };

    if (!t->subject.open)
        return;
    snprintf(name, sizeof name, "%s", t->subject.name);
    if (subject_open(t, name, &err)) {
        /* It is gone: what it was called stays, with the reason. */
        snprintf(t->subject.name, sizeof t->subject.name, "%s", name);
        t->subject.code = err.code;
        t->subject.err = err;
    }
}

const struct contender *
subject_contender(const struct tui *t, const struct configuration *c)
{
    const struct field *f = &t->subject.field;

    if (!t->subject.open || !c || c->contender < 0 || c->contender >= f->n)
        return NULL;
    return f->contenders[c->contender];
}

static void
say_configuration(const struct tui *t, const struct configuration *c, struct buf *out)
{
    const struct contender *who = subject_contender(t, c);
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%d MB", c->memory_mb);
    if (who && t->subject.field.n > 1) {
        buf_byte(out, ' ');
        words_contender(out, who);
    }
    buf_printf(out, ", %s, ", text_time(text, c->duration_ms));
    words_cost(out, c->cost_pusd);
    if (c->cost_pusd != COST_UNKNOWN)
        buf_text(out, " per invocation");
}

void
subject_say(const struct tui *t, struct buf *out)
{
    const struct subject *s = &t->subject;

    if (!*s->name) {
        buf_text(out, "no workload is open");
        return;
    }
    buf_printf(out, "%s: ", s->name);
    if (!s->advice)
        buf_text(out, s->err.text[0] ? s->err.text : va_code_text(s->code));
    else if (s->advice->feasible)
        say_configuration(t, &s->advice->pick, out);
    else
        buf_text(out, "no size meets the goal");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview: the workload under the cursor, with a small chart and the reasons. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/plot.h"
#include "tui/work.h"

enum { REST_MS = 120 };

void
work_peek_clear(struct peek *p)
{
    if (p->has_scene)
        scene_clear(&p->scene);
    p->has_scene = false;
    p->name[0] = '\0';
    p->n_lines = 0;
}

/*
 * A step or a jump is followed at once. Steps that come faster than one looks at a
 * preview (a key that is held) move the cursor alone, and the preview follows when it
 * rests: it is most of a frame's bytes, and of the work.
 */
void
work_peek_follow(struct tui *t, struct work *w)
{
    const struct work_item *i = work_at(w, w->at);
    struct peek *p = &w->peek;
    bool held = false;

    if (!i || !strcmp(p->sought, i->name))
        return;
    held = p->sought[0] && abs(w->at - p->at) == 1 && t->now_ms - p->moved_ms < REST_MS;
    p->rest_ms = held ? t->now_ms + REST_MS : 0;
    p->moved_ms = t->now_ms;
    p->at = w->at;
    snprintf(p->sought, sizeof p->sought, "%s", i->name);
    tui_wake(t, TIMER_PEEK, held ? REST_MS : -1);
}

bool
work_peek_due(const struct tui *t, const struct work *w)
{
    const struct work_item *i = work_at(w, w->at);

    if (!i || t->now_ms < w->peek.rest_ms)
        return false;
    return strcmp(w->peek.name, i->name) != 0 || w->peek.asked != i->asked ||
           w->peek.data_version != t->data_version;
}

/* The chart of the way that is picked, alone: there is little room. */
static enum va_code
make_scene(struct peek *p, const struct field *f, const struct advise_request *request,
           const struct advice *a)
{
    int32_t order[ADVICE_CONTENDERS_MAX];
    const int32_t n = plot_order(f, a, order);
    const struct plot_ask ask = {
        .request = request, .advice = a, .one = n > 0, .contender = n > 0 ? order[0] : 0
    };
    struct plot_data *d = malloc(sizeof *d);
    struct va_err err = { 0 };
    enum va_code code = d ? plot_collect_view(f, &ask, d, &err) : VA_NOMEM;

    if (!code) {
        code = plot_scene(d, &p->scene);
        p->has_scene = true;
        if (code)
            scene_clear(&p->scene);
        p->has_scene = code == VA_OK;
    }
    free(d);
    return code;
}

/* measure: would more measurements help? */
static void
say_failure(struct peek *p, const struct va_err *err, bool measure)
{
    struct peek_line *l = &p->lines[0];

    p->n_lines = measure && err->code == VA_DATA ? 2 : 1;
    p->lines[1] =
        (struct peek_line){ ROLE_TEXT, "", "P shows what measuring more would cost." };
    l->role = ROLE_WARN;
    l->label[0] = '\0';
    snprintf(l->text, sizeof l->text, "%.250s%s%.140s", err->text,
             err->hint[0] ? ": " : "", err->hint);
}

static void
judge(struct peek *p, const struct field *f, const struct advise_request *request)
{
    struct advice *a = malloc(sizeof *a);
    struct va_err err = { 0 };
    enum va_code code =
        a ? field_judge(f, request, a, &err) : va_fail(&err, VA_NOMEM, "out of memory");

    if (code)
        say_failure(p, &err, true);
    else
        work_why(p, f, request, a);
    (void)make_scene(p, f, request, code ? NULL : a); /* words are enough without it */
    free(a);
}

void
work_peek(struct tui *t, struct work *w)
{
    const struct work_item *i = work_at(w, w->at);
    struct peek *p = &w->peek;
    struct field *f = &w->field;
    struct subject_texts texts;
    struct question q;
    struct advise_request request;
    struct va_err err = { 0 };
    enum va_code code = VA_OK;

    work_peek_clear(p);
    if (!i)
        return;
    snprintf(p->name, sizeof p->name, "%s", i->name);
    p->asked = i->asked;
    p->data_version = t->data_version;
    code = subject_question(t, i->name, &texts, &q, &err);
    if (!code)
        code = session_workload(t->session, i->name, &f->workload, &err);
    if (!code)
        code = field_fill(t->session, &q, f, &err);
    if (!code) /* the parameters are shown */
        code = field_refine(f, &err);
    if (code)
        say_failure(p, &err, false);
    else {
        field_request(f, &q, &request);
        judge(p, f, &request);
    }
    workload_clear(&f->workload);
}

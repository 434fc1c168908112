/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the comparison: worked out, filtered, put in order. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "tui/compare.h"
#include "tui/list.h"

enum { NOTES_BYTES = 8192, ROW_BYTES = 2048 };

static int
wanted_view(const struct tui *t)
{
    const char *word = local_get(t->locals, LOCAL_COMPARE_BY, NULL);

    for (int by = 0; word && by < COMPARE_VIEWS; by++) {
        if (!strcmp(word, compare_view_name(by)))
            return by;
    }
    return COMPARE_BY_PLATFORM;
}

struct compare_source
compare_source_of(struct tui *t)
{
    struct subject *s = &t->subject;
    struct compare_source source = { .field = &s->field,
                                     .question = &s->question,
                                     .request = &s->request,
                                     .advice = s->advice };

    session_prices(t->session, &source.prices, NULL);
    return source;
}

static void
clear_lines(struct compare_view *v)
{
    free(v->lines);
    v->lines = NULL;
    v->n = v->n_shown = 0;
    v->regions = false;
    v->n_marked = v->n_read = 0;
    v->code = VA_OK;
    v->err = (struct va_err){ 0 };
    buf_reset(&v->notes);
    comparison_clear(&v->k);
}

static void
fill_line(const struct compare_source *s, const struct comparison *k,
          const struct compare_row *row, struct compare_line *l)
{
    char label[TEXT_NAME_MAX + 1];
    const struct contender *c = s->field->contenders[row->contender];

    *l = (struct compare_line){ .row = *row,
                                .verdict = compare_verdict(k, row),
                                .recall = c->implementation->recall,
                                .sample_data = s->field->workload.sample_data,
                                .emulated = c->emulated };
    snprintf(l->workload, sizeof l->workload, "%s", s->field->workload.name);
    snprintf(l->way, sizeof l->way, "%s", c->profile->implementation);
    snprintf(l->label, sizeof l->label, "%s", compare_label(k, row, label));
}

static void
collect(struct tui *t, struct compare_view *v)
{
    const struct compare_source s = compare_source_of(t);

    if (!t->subject.open || !t->subject.advice) {
        v->code = t->subject.code ? t->subject.code : VA_DATA;
        v->err = t->subject.err;
        return;
    }
    v->code =
        s.prices ? compare_collect(&s, (enum compare_by)v->by, &v->k, &v->err) : VA_IO;
    if (v->code)
        return;
    v->lines = calloc((size_t)(v->k.n > 0 ? v->k.n : 1), sizeof *v->lines);
    if (!v->lines) {
        v->code = va_fail(&v->err, VA_NOMEM, "out of memory");
        return;
    }
    v->n = v->k.n;
    v->several = false;
    for (int32_t i = 0; i < v->n; i++) {
        fill_line(&s, &v->k, &v->k.rows[i], &v->lines[i]);
        v->several =
            v->several || strcmp(v->lines[i].row.platform, v->lines[0].row.platform) != 0;
    }
    compare_columns_fit(v);
    compare_say_notes(&s, &v->k, &v->notes);
}

/* --- marked workloads --- */

static void
add_marked(void *ctx, const char *of, const char *value)
{
    struct compare_view *v = ctx;

    if (!strcmp(value, "on") && v->n_marked < COMPARE_MARKED_MAX)
        snprintf(v->marked[v->n_marked++], sizeof v->marked[0], "%.*s", TEXT_NAME_MAX,
                 of);
}

static void
collect_marked(struct tui *t, struct compare_view *v)
{
    local_each(t->locals, LOCAL_MARK, add_marked, v);
    v->lines = calloc(COMPARE_MARKED_MAX, sizeof *v->lines);
    if (!v->lines)
        v->code = va_fail(&v->err, VA_NOMEM, "out of memory");
    else if (v->n_marked == 0)
        v->code = va_fail(&v->err, VA_DATA, "no workload is marked");
}

/* A workload's pick, or what comes nearest, as a line. */
struct reading {
    struct field field;
    struct question question;
    struct subject_texts texts;
    struct advise_request request;
    struct advice advice;
};

static enum va_code
judge_marked(struct tui *t, const char *name, struct reading *r, struct va_err *err)
{
    enum va_code code = subject_question(t, name, &r->texts, &r->question, err);

    field_init(&r->field);
    if (!code)
        code = field_open(t->session, &r->question, &r->field, err);
    if (code)
        return code;
    field_request(&r->field, &r->question, &r->request);
    return field_judge(&r->field, &r->request, &r->advice, err);
}

static void
fill_marked(const struct reading *r, const char *name, struct compare_line *l)
{
    const struct configuration *best = &r->advice.ranking[0];
    const struct contender *c = r->field.contenders[best->contender];

    compare_name(&l->row, c);
    snprintf(l->row.platform, sizeof l->row.platform, "%s", c->profile->platform);
    l->row.best = *best;
    l->row.cv = compare_cv(c, best->memory_mb);
    l->recall = c->implementation->recall;
    l->verdict = best->reason == ADVICE_NONE ? "ok" : words_verdict(best->reason);
    l->sample_data = r->field.workload.sample_data;
    l->emulated = c->emulated;
    snprintf(l->way, sizeof l->way, "%s", c->profile->implementation);
    snprintf(l->label, sizeof l->label, "%s", name);
}

static void
empty_line(const char *name, struct compare_line *l)
{
    *l = (struct compare_line){ .recall = NAN, .verdict = "no data" };
    l->row.best.cost_pusd = l->row.same.cost_pusd = COST_UNKNOWN;
    l->row.best.month_pusd = -1;
    l->row.cv = l->row.same_change = l->row.saving = NAN;
    l->row.parts.function_pusd = l->row.parts.fee_pusd = COST_UNKNOWN;
    snprintf(l->workload, sizeof l->workload, "%s", name);
}

static void
read_marked(struct tui *t, struct compare_view *v)
{
    const char *name = v->marked[v->n_read++];
    struct compare_line *l = &v->lines[v->n++];
    struct reading *r = calloc(1, sizeof *r);
    struct va_err err = { 0 };

    empty_line(name, l);
    if (r && !judge_marked(t, name, r, &err)) {
        fill_marked(r, name, l);
        compare_chart_add(v, name, &r->field, &r->request);
    }
    if (r)
        field_close(&r->field);
    free(r);
}

/* --- order --- */

static bool
holds(const char *text, const char *word)
{
    const size_t n = strlen(word);

    for (; *text; text++) {
        size_t i = 0;

        while (i < n && text[i] &&
               tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == n)
            return true;
    }
    return n == 0;
}

static bool
passes(const struct compare_view *v, const struct compare_line *l, const char *filter)
{
    const bool not = filter[0] == '!';
    char row[ROW_BYTES] = "";
    size_t used = 0;

    for (int32_t i = 0; compare_column(v, INT32_MAX, i) && used < sizeof row; i++) {
        char cell[COMPARE_CELL_MAX];

        compare_column(v, INT32_MAX, i)->say(l, cell);
        used += (size_t)snprintf(row + used, sizeof row - used, "%s ", cell);
    }
    return holds(row, filter + not ) != not ;
}

static int
order_of(const struct compare_column *c, const struct compare_line *a,
         const struct compare_line *b)
{
    char left[COMPARE_CELL_MAX];
    char right[COMPARE_CELL_MAX];
    double x = 0;
    double y = 0;

    if (!c->key) {
        c->say(a, left);
        c->say(b, right);
        return strcmp(left, right);
    }
    x = c->key(a);
    y = c->key(b);
    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return x < y ? -1 : x > y;
}

static void
sort_shown(struct compare_view *v, const char *by)
{
    const bool back = by[0] == '-';
    const struct compare_column *c = compare_column_find(by + back);

    for (int32_t i = 1; c && i < v->n_shown; i++) {
        const int32_t line = v->order[i];
        int32_t k = i;

        for (; k > 0; k--) {
            const int turn = order_of(c, &v->lines[line], &v->lines[v->order[k - 1]]);

            if (back ? turn <= 0 : turn >= 0)
                break;
            v->order[k] = v->order[k - 1];
        }
        v->order[k] = line;
    }
}

/* The cursor stays on its line, where that is still shown. */
static void
arrange(struct tui *t, struct compare_view *v)
{
    const char *filter = local_get(t->locals, LOCAL_COMPARE_FILTER, NULL);
    const char *sort = local_get(t->locals, LOCAL_COMPARE_SORT, NULL);
    const int32_t under = v->at < v->n_shown ? v->order[v->at] : 0;

    v->n_shown = 0;
    v->dearest_pusd = 0;
    for (int32_t i = 0; i < v->n && i < COMPARE_ROWS_MAX; i++) {
        if (filter && !passes(v, &v->lines[i], filter))
            continue;
        v->order[v->n_shown++] = i;
        v->dearest_pusd = fmax(v->dearest_pusd, (double)v->lines[i].row.best.cost_pusd);
    }
    if (sort)
        sort_shown(v, sort);
    v->at = 0;
    for (int32_t i = 0; i < v->n_shown; i++) {
        if (v->order[i] == under)
            v->at = i;
    }
}

/* The cursor stays on the screen. */
static void
scroll(struct tui *t, struct compare_view *v)
{
    const struct compare_layout lay =
        compare_lay_out(t, (struct cell_rect){ 0, 1, t->columns, t->rows - 2 });

    v->page = lay.table.rows > 1 ? lay.table.rows - 1 : 1;
    v->top = list_scroll(v->top, v->at, v->n_shown, v->page);
}

void
compare_refresh(struct tui *t)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];
    const int by = wanted_view(t);
    const bool stale = v->version != t->subject.version || v->by != by;

    if (stale) {
        if (v->by != by)
            v->at = v->top = 0;
        compare_chart_clear(v);
        v->by = by;
        v->version = t->subject.version;
        clear_lines(v);
        if (by == COMPARE_VIEW_MARKED)
            collect_marked(t, v);
        else
            collect(t, v);
    }
    if (stale || v->local_version != local_version(t->locals)) {
        v->local_version = local_version(t->locals);
        arrange(t, v);
    }
    scroll(t, v);
    if (compare_shows_chart(t))
        compare_chart(t);
}

bool
compare_work(struct tui *t)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];

    if (v->by != COMPARE_VIEW_MARKED || v->code || v->n_read >= v->n_marked)
        return false;
    read_marked(t, v);
    arrange(t, v);
    compare_scene_clear(v);
    t->stale = true;
    return v->n_read < v->n_marked;
}

const struct compare_line *
compare_at(const struct compare_view *v)
{
    return v->at < v->n_shown ? &v->lines[v->order[v->at]] : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of workloads in lines, as a command line, and as documents. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/list_write.h"
#include "app/render.h"
#include "app/words.h"
#include "tui/work.h"

enum { SAY_ROWS = 200, CONTENT_ROWS = 500 };

/* --- in lines --- */

/* What a cell of the table says. buf holds WORK_CELL_MAX bytes. False: nothing. */
static bool
cell(const struct tui *t, const struct work_item *i, const char *word, char *buf)
{
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);

    for (int k = 0; k < n; k++) {
        if (!strcmp(columns[k].word, word)) {
            (void)columns[k].text(t, i, buf);
            return strcmp(buf, "-") != 0;
        }
    }
    return false;
}

static void
say_pick(const struct tui *t, const struct work_item *i, struct buf *out)
{
    const struct list_row *r = i->row;
    char text[TEXT_NUMBER_MAX];

    if (!r->form) {
        buf_text(out, "one size measured, a curve needs two");
        return;
    }
    if (!r->pick.memory_mb) {
        buf_text(out, "no size meets the goal");
        return;
    }
    buf_printf(out, "pick %d MB by %s on %s, %s %s", r->pick.memory_mb, r->implementation,
               r->platform, work_stat(t->views[SCREEN_WORK]),
               text_time(text, r->pick.duration_ms));
    if (r->pick.cost_pusd != COST_UNKNOWN) {
        buf_text(out, ", ");
        words_per_million(out, r->pick.cost_pusd);
    }
}

static void
say_rest(const struct tui *t, const struct work_item *i, struct buf *out)
{
    const struct list_row *r = i->row;
    char text[WORK_CELL_MAX];

    if (cell(t, i, "goal", text))
        buf_printf(out, "; goal %s", text);
    if (r->now_mb)
        buf_printf(out, "; now %d MB", r->now_mb);
    if (r->form && r->saving.known && cell(t, i, "saving", text)) {
        const bool time = text[strlen(text) - 1] == 't';

        text[strcspn(text, " ")] = '\0';
        buf_printf(out, ", the pick changes %s by %s", time ? "the time" : "the cost",
                   text);
    }
    if (r->samples) {
        buf_text(out, "; ");
        words_count(out, r->samples, "sample");
    }
    if (r->quality)
        buf_printf(out, ", fit %s", r->quality);
    if (i->sample)
        buf_text(out, ", sample data");
    else if (cell(t, i, "age", text) && strcmp(text, "now") != 0)
        buf_printf(out, ", the latest %s old", text);
}

static void
say_row(const struct tui *t, const struct work_item *i, int32_t number, struct buf *out)
{
    buf_printf(out, "%d. %s: ", number, i->name);
    if (i->state == ITEM_FAILED)
        buf_text(out, i->why ? i->why : "cannot be worked out");
    else if (!i->row)
        buf_text(out, "not worked out yet");
    else {
        say_pick(t, i, out);
        say_rest(t, i, out);
    }
    if (local_get(t->locals, LOCAL_MARK, i->name))
        buf_text(out, ", marked");
    buf_byte(out, '\n');
}

void
work_say(struct tui *t, struct buf *out)
{
    struct work *w = t->views[SCREEN_WORK];
    bool reversed = false;
    const struct work_column *sorted = work_sorted(t, &reversed);

    work_all(t, w, SAY_ROWS);
    if (w->err.code)
        buf_printf(out, "The workloads cannot be read: %s\n", w->err.text);
    if (w->note[0])
        buf_printf(out, "%s\n", w->note);
    words_count(out, w->n_order, "workload");
    buf_printf(out, ", sorted by %s%s", sorted->word, reversed ? ", reversed" : "");
    if (*w->filter.text)
        buf_printf(out, ", those that match %s", w->filter.text);
    buf_text(out, w->n_own == 0 && w->n > 0 ? ". Sample data.\n" : ".\n");
    for (int32_t k = 0; k < w->n_order; k++)
        say_row(t, work_at(w, k), k + 1, out);
    if (w->n_order == 0 && *w->filter.text)
        buf_text(out, "None matches. 'back' clears the filter.\n");
    else if (w->n_order == 0 && !w->err.code)
        buf_text(out,
                 "None yet. 'import FILE' reads a CSV or JSON file, 'samples' shows the "
                 "bundled ones.\n");
}

void
work_line(const struct tui *t, struct buf *out)
{
    const struct work *w = t->views[SCREEN_WORK];
    bool reversed = false;
    const struct work_column *c = work_sorted(t, &reversed);

    buf_text(out, "list");
    for (int i = 1; i < LIST_SORT_COUNT; i++) {
        /* What costs most by the list is what is deployed: another order than ours. */
        if (i != LIST_BY_COST && !strcmp(c->word, list_sort_name((enum list_sort)i)))
            buf_printf(out, " --sort %s", c->word);
    }
    if (w->n_own > 0 && work_with_samples(t, w))
        buf_text(out, " --samples");
    subject_line_given(t, "", out);
}

/* --- as documents --- */

static enum va_code
say_value(const struct work_item *i, struct buf *out, struct va_err *err)
{
    char text[TEXT_NUMBER_MAX];

    if (!i || !i->row || !i->row->pick.memory_mb)
        return va_fail(err, VA_DATA, "there is no pick to copy");
    buf_printf(out, "%s: %d MB by %s on %s, %s, ", i->name, i->row->pick.memory_mb,
               i->row->implementation, i->row->platform,
               text_time(text, i->row->pick.duration_ms));
    words_cost(out, i->row->pick.cost_pusd);
    if (i->row->pick.cost_pusd != COST_UNKNOWN)
        buf_text(out, " per invocation");
    return VA_OK;
}

/* The row of a workload that could not be worked out: what is stored of it. */
static enum va_code
failed_row(struct tui *t, const struct work_item *i, struct list_row *out,
           struct va_err *err)
{
    struct va_err why = { 0 };
    struct workload w;
    enum va_code code = session_workload(t->session, i->name, &w, err);

    va_fail(&why, VA_DATA, "%s", i->why ? i->why : va_code_text(VA_NOMEM));
    if (!code && list_row_fail(&w, &why, out))
        code = va_fail(err, VA_NOMEM, "out of memory");
    workload_clear(&w);
    return code;
}

/* The rows that are shown, in their order. */
static enum va_code
gather(struct tui *t, const struct work *w, struct list_rows *rows, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t k = 0; k < w->n_order && !code; k++) {
        const struct work_item *i = work_at(w, k);
        struct list_row *row = list_rows_next(rows);

        if (!row)
            return va_fail(err, VA_NOMEM, "out of memory");
        if (i->row)
            *row = *i->row;
        else if (i->state == ITEM_FAILED)
            code = failed_row(t, i, row, err);
        rows->n += !code && (i->row || i->state == ITEM_FAILED);
    }
    if (!code && list_rows_sort(rows, LIST_BY_NAME)) /* they stay as they came */
        code = va_fail(err, VA_NOMEM, "out of memory");
    return code;
}

static enum va_code
write_rows(struct tui *t, const struct work *w, struct reply *r, struct va_err *err)
{
    struct list_rows rows = { 0 };
    enum va_code code = gather(t, w, &rows, err);

    r->rows = "workloads";
    document_start(r->doc, "vadvise.list/1", NULL);
    if (!code) {
        code = list_write(&rows, 0, r);
        code = code ? code : reply_status(r);
        if (code)
            va_fail(err, code, "%s", va_code_text(code));
    }
    list_rows_clear(&rows);
    return code;
}

static enum va_code
render_rows(struct tui *t, enum screen_format format, struct buf *out, struct va_err *err)
{
    static const enum render_format formats[] = {
        [SCREEN_JSON] = RENDER_JSON,
        [SCREEN_CSV] = RENDER_CSV,
        [SCREEN_MARKDOWN] = RENDER_MARKDOWN,
        [SCREEN_TEXT] = RENDER_TEXT,
    };
    struct reply r = { .verdict = VA_OK };
    struct render_options o = { .format = formats[format] };
    enum va_code code = reply_init(&r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = write_rows(t, t->views[SCREEN_WORK], &r, err);
    if (!code && format == SCREEN_TEXT)
        buf_text(out, buf_get(&r.text));
    else if (!code)
        code = render(&r, &o, out, err);
    reply_clear(&r);
    return code;
}

enum va_code
work_content(struct tui *t, enum screen_format format, struct buf *out,
             struct va_err *err)
{
    struct work *w = t->views[SCREEN_WORK];

    work_all(t, w, CONTENT_ROWS);
    for (int32_t k = 0; k < w->n_order; k++) {
        if (work_at(w, k)->state == ITEM_NEW && format != SCREEN_VALUE)
            return va_fail(err, VA_DATA,
                           "the workloads are still being worked out: in a moment");
    }
    if (format == SCREEN_VALUE)
        return say_value(work_at(w, w->at), out, err);
    if (w->n_order == 0)
        return va_fail(err, VA_DATA, "no workload is shown");
    return render_rows(t, format, out, err);
}

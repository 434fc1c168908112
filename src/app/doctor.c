/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is everything in place: data, prices, database? */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/probe_state.h"
#include "app/table.h"
#include "base/clock.h"
#include "base/text.h"
#include "io/state.h"

static const struct column columns[] = {
    { "check", "check", CELL_TEXT },
    { "state", "state", CELL_TEXT },
    { "detail", "detail", CELL_TEXT },
};

/* Price tables older than this are worth a word: a year, in days. */
enum { OLD_PRICES_DAYS = 365 };

/* Where results go, and whether one was bad. */
struct examination {
    struct session *session;
    struct reply *reply;
    struct json *rows;
    bool broken;
    int64_t n_bundled, n_own;
    char newest[DATE_TEXT_MAX]; /* retrieval date of prices */
};

enum health { WELL, ODD, BROKEN };

static void
put(struct examination *x, const char *check, enum health health, const char *detail)
{
    static const char *const states[] = { "ok", "warning", "broken" };
    struct json *o = json_add_object(x->reply->doc, x->rows, NULL);

    json_add_string(x->reply->doc, o, "check", check);
    json_add_string(x->reply->doc, o, "state", states[health]);
    json_add_string(x->reply->doc, o, "detail", detail);
    x->broken = x->broken || health == BROKEN;
}

static enum va_code
count_name(void *ctx, const char *name, bool sample)
{
    struct examination *x = ctx;

    (void)name;
    if (sample)
        x->n_bundled++;
    else
        x->n_own++;
    return VA_OK;
}

static void
examine_data(struct examination *x)
{
    struct va_err err = { 0 };
    char text[VA_ERR_TEXT_MAX];
    enum va_code code = session_names(x->session, count_name, x, &err);

    if (code) {
        put(x, "workloads", BROKEN, err.text);
        return;
    }
    snprintf(text, sizeof text, "%lld bundled, in %.300s/data", (long long)x->n_bundled,
             session_options_get(x->session)->data_dir);
    put(x, "sample data", x->n_bundled ? WELL : BROKEN, text);
}

static enum va_code
take_date(void *ctx, const struct price_table *t)
{
    struct examination *x = ctx;

    if (strcmp(t->retrieved, x->newest) > 0)
        snprintf(x->newest, sizeof x->newest, "%s", t->retrieved);
    return VA_OK;
}

static void
examine_prices(struct examination *x)
{
    struct prices *prices = NULL;
    struct va_err err = { 0 };
    char text[VA_ERR_TEXT_MAX];
    int32_t days = 0;
    enum va_code code = session_prices(x->session, &prices, &err);

    for (int32_t i = 0; !code && i < prices_count(prices); i++)
        code = prices_check_file(prices_entry(prices, i)->path, &err);
    if (!code)
        code = prices_visit(prices, NULL, take_date, x, &err);
    if (code || prices_count(prices) == 0) {
        put(x, "prices", BROKEN, code ? err.text : "no price table is installed");
        return;
    }
    snprintf(text, sizeof text, "%d files, newest retrieved %s", prices_count(prices),
             x->newest);
    code = date_parse(x->newest, &days);
    put(x, "prices",
        code || session_today(x->session) - days > OLD_PRICES_DAYS ? ODD : WELL, text);
}

static void
examine_store(struct examination *x, bool deep)
{
    const char *path = session_options_get(x->session)->db_path;
    struct va_err err = { 0 };
    struct store *store = NULL;
    struct store_health health = { 0 };
    char text[VA_ERR_TEXT_MAX];
    enum va_code code = session_store(x->session, false, &store, &err);

    if (!code && !store) {
        snprintf(text, sizeof text, "%.300s: none yet; the first import makes it", path);
        put(x, "database", WELL, text);
        return;
    }
    if (!code)
        code = store_health(store, deep, &health, &err);
    if (code) {
        put(x, "database", BROKEN, err.text);
        return;
    }
    snprintf(text, sizeof text, "%.200s: %lld workloads, %lld samples, %lld KiB, %.150s",
             path, (long long)health.workloads, (long long)health.samples,
             (long long)(health.bytes / 1024), health.integrity);
    put(x, "database", strcmp(health.integrity, "ok") ? BROKEN : WELL, text);
    if (store_note(store)[0])
        put(x, "database", ODD, store_note(store));
}

static void
examine_probes(struct examination *x, const char *program)
{
    struct probe_left left = { .run = 0 };
    struct va_err err = { 0 };
    char text[VA_ERR_TEXT_MAX];

    if (program)
        put(x, "probes", WELL, program);
    else
        put(x, "probes", ODD, "vadvise-probe is not installed: nothing can be measured");
    if (!probe_find_left(x->session, 0, &left, &err) && left.run == 0)
        return;
    snprintf(text, sizeof text,
             "changes at functions that are not put back: %lld; vadvise probe restore",
             (long long)left.n_changes);
    put(x, "probes", err.code ? BROKEN : ODD, err.code ? err.text : text);
}

/* What the full screen needs, and what it remembers. */
static void
examine_screen(struct examination *x, const struct doctor_request *request)
{
    struct va_err err = { 0 };
    char text[VA_ERR_TEXT_MAX];
    struct buf lines;
    enum state_found found = STATE_MISSING;

    put(x, "terminal", request->has_screen ? WELL : ODD, request->terminal);
    if (!request->state_file)
        return;
    buf_init(&lines, STATE_BYTES_MAX);
    found = state_read(request->state_file, &lines, &err);
    buf_clear(&lines);
    snprintf(text, sizeof text, "%.400s%s", request->state_file,
             found == STATE_MISSING ? ": none yet; the screen makes it" : "");
    put(x, "screen", found == STATE_MISSING || found == STATE_GOOD ? WELL : ODD,
        err.text[0] ? err.text : text);
}

enum va_code
app_doctor(struct session *s, const struct doctor_request *request, struct reply *r,
           struct va_err *err)
{
    struct examination x = { .session = s, .reply = r };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.doctor/1", NULL);
    x.rows = json_add_array(r->doc, json_root(r->doc), "checks");
    examine_data(&x);
    examine_prices(&x);
    examine_store(&x, request->deep);
    examine_probes(&x, request->probe_program);
    examine_screen(&x, request);
    json_add_bool(r->doc, json_root(r->doc), "well", !x.broken);
    r->rows = "checks";
    r->verdict = x.broken ? VA_IO : VA_OK;
    table_write(x.rows, columns, sizeof columns / sizeof *columns, &r->text);
    return reply_status(r);
}

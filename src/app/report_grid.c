/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of other goals as a table that fits a page: some stops of every slider. */
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "base/text.h"

enum { BUDGETS_SHOWN = 8, LATENCIES_SHOWN = 5 };

static const char *const keys[LATENCIES_SHOWN] = { "l0", "l1", "l2", "l3", "l4" };

/* Which stops are shown: the ends, the goal's own, and others as evenly as can be. */
struct shown {
    int at[BUDGETS_SHOWN];
    int n;
};

static int
length_of(const struct json *list)
{
    int n = 0;

    for (const struct json *at = json_first(list); at; at = json_next(at))
        n++;
    return n;
}

static const struct json *
item(const struct json *list, int index)
{
    const struct json *at = json_first(list);

    for (; at && index > 0; index--)
        at = json_next(at);
    return at;
}

static int
number_of(const struct json *value)
{
    int64_t n = 0;
    const char *text = json_text(value);

    return text_parse_int(text, strlen(text), -1, 1 << 20, &n) ? -1 : (int)n;
}

static void
choose(int n, int goal, int wanted, struct shown *out)
{
    int nearest = 0;

    out->n = n < wanted ? n : wanted;
    for (int i = 0; i < out->n; i++) {
        out->at[i] = out->n > 1 ? i * (n - 1) / (out->n - 1) : 0;
        if (abs(out->at[i] - goal) < abs(out->at[nearest] - goal))
            nearest = i;
    }
    if (nearest > 0 && nearest + 1 < out->n)
        out->at[nearest] = goal;
}

/* What tells the picks apart beside their size: a key of theirs, or NULL. */
static const char *
telling_key(const struct json *picks)
{
    if (!table_is_constant(picks, "implementation"))
        return "implementation";
    return table_is_constant(picks, "platform") ? NULL : "platform";
}

static void
add_cell(struct report *r, struct json *row, const char *key, const struct json *pick)
{
    const struct json *picks = json_path(json_root(r->doc), "what_if.picks");
    const char *telling = telling_key(picks);
    char cell[TABLE_CELL_BYTES];
    struct buf text;

    if (!pick) {
        json_add_string(r->words, row, key, "none");
        return;
    }
    buf_init(&text, TABLE_CELL_BYTES - 1);
    buf_printf(&text, "%s MB", report_cell(cell, pick, "memory_mb", CELL_INT));
    if (telling)
        buf_printf(&text, " %s", json_text(json_get(pick, telling)));
    report_add_text(r, r->words, row, key, &text);
}

static void
add_row(struct report *r, struct json *rows, int budget, const struct shown *latencies)
{
    const struct json *what_if = json_get(json_root(r->doc), "what_if");
    const struct json *grid = json_get(what_if, "grid");
    struct json *row = json_add_object(r->words, rows, NULL);

    json_add_string(
        r->words, row, "budget",
        json_text(json_get(item(json_get(what_if, "budgets"), budget), "text")));
    for (int i = 0; i < latencies->n; i++) {
        const int pick = number_of(item(item(grid, latencies->at[i]), budget));

        add_cell(r, row, keys[i],
                 pick < 0 ? NULL : item(json_get(what_if, "picks"), pick));
    }
}

/* Columns that are headed by the latencies. */
static void
add_columns(struct report *r, const struct shown *latencies)
{
    const struct json *list = json_path(json_root(r->doc), "what_if.latencies");
    struct json *heads = json_add_array(r->words, json_root(r->words), "what_if_heads");
    const struct json *head = NULL;

    r->what_if_columns[0] = (struct column){ "budget", "at most", CELL_TEXT };
    for (int i = 0; i < latencies->n; i++) {
        const char *time = json_text(json_get(item(list, latencies->at[i]), "text"));
        struct buf text;

        buf_init(&text, TABLE_CELL_BYTES);
        if (i + 1 == latencies->n)
            buf_text(&text, latencies->n > 1 ? "any time" : "pick");
        else
            buf_printf(&text, "within %s", time);
        report_add_text(r, r->words, heads, NULL, &text);
    }
    head = json_first(heads);
    for (int i = 0; i < latencies->n && head; i++, head = json_next(head))
        r->what_if_columns[1 + i] =
            (struct column){ keys[i], json_text(head), CELL_TEXT };
    r->n_what_if_columns = 1 + latencies->n;
}

enum va_code
report_add_grid(struct report *r)
{
    const struct json *what_if = json_get(json_root(r->doc), "what_if");
    struct json *rows = json_add_array(r->words, json_root(r->words), "what_if");
    struct shown budgets;
    struct shown latencies;

    choose(length_of(json_get(what_if, "budgets")),
           number_of(json_get(what_if, "budget_at")), BUDGETS_SHOWN, &budgets);
    choose(length_of(json_get(what_if, "latencies")),
           number_of(json_get(what_if, "latency_at")), LATENCIES_SHOWN, &latencies);
    add_columns(r, &latencies);
    for (int i = 0; i < budgets.n; i++)
        add_row(r, rows, budgets.at[i], &latencies);
    return json_status(r->words);
}

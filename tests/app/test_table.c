/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as aligned tables for people. */
#include "app/table.h"

#include "tap.h"

static const struct column columns[] = {
    { "name", "name", CELL_TEXT },      { "mb", "MB", CELL_INT },
    { "ms", "duration", CELL_TIME },    { "usd", "cost", CELL_USD },
    { "share", "share", CELL_PERCENT }, { "never", "never", CELL_TEXT },
    { "flag", "flagged", CELL_MARK },
};

static const struct column cents[] = { { "usd", "a month", CELL_CENTS } };

static void
add(struct json_doc *doc, struct json *rows, const char *name, int64_t mb, int64_t pusd)
{
    struct json *o = json_add_object(doc, rows, NULL);

    json_add_string(doc, o, "name", name);
    json_add_int(doc, o, "mb", mb);
    json_add_number(doc, o, "ms", (double)mb, 3);
    json_add_usd(doc, o, "usd", pusd);
    json_add_number(doc, o, "share", (double)mb / 4096, 4);
    json_add_null(doc, o, "never");
    json_add_bool(doc, o, "flag", mb > 1000);
}

int
main(void)
{
    struct json_doc *doc = json_alloc();
    struct json *rows = json_add_array(doc, json_root(doc), "rows");
    struct buf out;

    buf_init(&out, 4096);
    table_write(rows, columns, 7, &out);
    IS_STR(buf_get(&out), "", "no rows make no table");
    add(doc, rows, "one", 512, 1999468656);
    add(doc, rows, "Zürich", 2048, 12345678901234567);
    table_write(rows, columns, 7, &out);
    IS_STR(buf_get(&out),
           "  name       MB  duration        cost  share\n"
           "  one       512    512 ms  $0.0019995  12.5%\n"
           "  Zürich  2,048    2.05 s  $12,345.68  50.0%  flagged\n",
           "columns align by width, empty ones are left out, marks need no head");
    buf_clear(&out);
    add(doc, rows, "less", 1, -MONEY_PUSD_PER_USD / 1000 * 9995);
    table_write(rows, cents, 1, &out);
    IS_STR(buf_get(&out),
           "     a month\n"
           "       $0.00\n"
           "  $12,345.68\n"
           "     -$10.00\n",
           "cents are rounded half up, on either side of 0");
    buf_clear(&out);
    json_free(doc);
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents as CSV, tab-separated values, Markdown and JSON, whole and by field. */
#include "app/render.h"

#include <stdlib.h>

#include "tap.h"

/* An answer with a pick, three rows that differ in their fields, and notes. */
static void
make_reply(struct reply *r)
{
    static const char *const names[] = { "plain", "a \"quoted\", one",
                                         "tab\there\nline|\\" };
    struct json *root = NULL;
    struct json *rows = NULL;
    struct json *notes = NULL;
    struct json *pick = NULL;

    if (reply_init(r))
        exit(99);
    root = json_root(r->doc);
    json_add_string(r->doc, root, "schema", "test/1");
    pick = json_add_object(r->doc, root, "pick");
    json_add_int(r->doc, pick, "memory_mb", 1708);
    json_add_bool(r->doc, pick, "measured", true);
    json_add_null(r->doc, root, "safe_pick");
    rows = json_add_array(r->doc, root, "rows");
    for (int i = 0; i < 3; i++) {
        struct json *row = json_add_object(r->doc, rows, NULL);
        struct json *cost = NULL;

        json_add_string(r->doc, row, "name", names[i]);
        if (i == 1)
            json_add_int(r->doc, row, "extra", 5);
        if (i == 2) {
            json_add_null(r->doc, row, "cost");
        } else {
            cost = json_add_object(r->doc, row, "cost");
            json_add_usd(r->doc, cost, "usd", 1999468656);
        }
        json_add_bool(r->doc, row, "good", i == 0);
    }
    notes = json_add_array(r->doc, root, "notes");
    for (int i = 0; i < 2; i++)
        json_add_string(r->doc, json_add_object(r->doc, notes, NULL), "code",
                        i ? "two" : "one");
    r->rows = "rows";
}

struct wanted {
    enum render_format format;
    const char *fields[4];
    const char *text;
};

static void
check_text(const struct reply *r, const struct wanted *w, const char *name)
{
    struct render_options o = { .format = w->format };
    struct va_err err = { .code = VA_OK };
    struct buf out;

    while (o.n_fields < 4 && w->fields[o.n_fields]) {
        o.fields[o.n_fields] = w->fields[o.n_fields];
        o.n_fields++;
    }
    buf_init(&out, 1 << 20);
    IS_INT(render(r, &o, &out, &err), VA_OK, "%s is written", name);
    IS_STR(buf_get(&out), w->text, "%s is right", name);
    buf_clear(&out);
}

static void
test_tables(void)
{
    static const struct wanted cases[] = {
        { RENDER_CSV,
          { NULL },
          "name,extra,cost.usd,good\n"
          "plain,,0.001999468656,1\n"
          "\"a \"\"quoted\"\", one\",5,0.001999468656,0\n"
          "\"tab\there\nline|\\\",,,0\n" },
        { RENDER_TSV,
          { NULL },
          "name\textra\tcost.usd\tgood\n"
          "plain\t\t0.001999468656\t1\n"
          "a \"quoted\", one\t5\t0.001999468656\t0\n"
          "tab\\there\\nline|\\\\\t\t\t0\n" },
        { RENDER_PLAIN,
          { NULL },
          "plain\t\t0.001999468656\t1\n"
          "a \"quoted\", one\t5\t0.001999468656\t0\n"
          "tab\\there\\nline|\\\\\t\t\t0\n" },
        { RENDER_MARKDOWN,
          { NULL },
          "| name | extra | cost.usd | good |\n"
          "| :--- | ---: | ---: | :--- |\n"
          "| plain |  | 0.001999468656 | yes |\n"
          "| a \"quoted\", one | 5 | 0.001999468656 | no |\n"
          "| tab here line\\|\\ |  |  | no |\n" },
        { RENDER_PLAIN, { "pick.memory_mb" }, "1708\n" },
        { RENDER_PLAIN, { "pick" }, "{\"memory_mb\":1708,\"measured\":true}\n" },
        { RENDER_PLAIN, { "safe_pick.memory_mb" }, "\n" },
        { RENDER_PLAIN, { "notes.1.code" }, "two\n" },
        { RENDER_CSV,
          { "good", "pick.memory_mb", "rows.extra" },
          "good,pick.memory_mb,extra\n1,1708,\n0,1708,5\n0,1708,\n" },
        { RENDER_CSV, { "rows.1.extra" }, "rows.1.extra\n5\n" },
    };
    struct reply r;

    make_reply(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];

        snprintf(name, sizeof name, "table %zu (%s)", i,
                 render_format_name(cases[i].format));
        check_text(&r, &cases[i], name);
    }
    reply_clear(&r);
}

static void
test_json(void)
{
    static const struct wanted cases[] = {
        { RENDER_NDJSON,
          { NULL },
          "{\"name\":\"plain\",\"cost\":{\"usd\":0.001999468656},\"good\":true}\n"
          "{\"name\":\"a \\\"quoted\\\", "
          "one\",\"extra\":5,\"cost\":{\"usd\":0.001999468656},"
          "\"good\":false}\n"
          "{\"name\":\"tab\\there\\nline|\\\\\",\"cost\":null,\"good\":false}\n" },
        { RENDER_NDJSON,
          { "good", "pick.measured" },
          "{\"good\":true,\"pick\":{\"measured\":true}}\n"
          "{\"good\":false,\"pick\":{\"measured\":true}}\n"
          "{\"good\":false,\"pick\":{\"measured\":true}}\n" },
        { RENDER_NDJSON, { "schema" }, "{\"schema\":\"test/1\"}\n" },
        { RENDER_JSON,
          { "pick.memory_mb", "safe_pick.memory_mb" },
          "{\n  \"pick\": {\n    \"memory_mb\": 1708\n  },\n  \"safe_pick\": null\n}\n" },
        { RENDER_JSON,
          { "notes.code" },
          "{\n  \"notes\": [\n    {\n      \"code\": \"one\"\n    },\n    {\n      "
          "\"code\": "
          "\"two\"\n    }\n  ]\n}\n" },
        { RENDER_JSON,
          { "notes.1.code" },
          "{\n  \"notes\": [\n    {\n      \"code\": \"two\"\n    }\n  ]\n}\n" },
        { RENDER_JSON,
          { "extra" }, /* a field of the rows */
          "{\n  \"rows\": [\n    {\n      \"extra\": 5\n    }\n  ]\n}\n" },
    };
    struct reply r;

    make_reply(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];

        snprintf(name, sizeof name, "JSON %zu", i);
        check_text(&r, &cases[i], name);
    }
    reply_clear(&r);
}

static void
test_root_as_record(void)
{
    static const struct wanted whole = {
        RENDER_CSV,
        { NULL },
        "schema,pick.memory_mb,pick.measured,safe_pick\ntest/1,1708,1,\n"
    };
    static const struct wanted line = { RENDER_NDJSON,
                                        { "schema" },
                                        "{\"schema\":\"test/1\"}\n" };
    struct reply r;

    make_reply(&r);
    r.rows = NULL;
    check_text(&r, &whole, "a document without rows as CSV");
    check_text(&r, &line, "a document without rows as a line");
    reply_clear(&r);
}

static void
test_no_rows(void)
{
    static const struct wanted csv = { RENDER_CSV, { "name" }, "name\n" };
    static const struct wanted plain = { RENDER_PLAIN, { NULL }, "" };
    static const struct wanted lines = { RENDER_NDJSON, { NULL }, "" };
    struct reply r;

    if (reply_init(&r))
        exit(99);
    json_add_array(r.doc, json_root(r.doc), "rows");
    r.rows = "rows";
    check_text(&r, &csv, "a table of no rows with a field");
    check_text(&r, &plain, "no rows as plain lines");
    check_text(&r, &lines, "no rows as JSON lines");
    reply_clear(&r);
}

static void
test_unknown_fields(void)
{
    static const struct {
        const char *field, *near;
        enum render_format format;
    } cases[] = {
        { "pick.memry_mb", "pick.memory_mb", RENDER_PLAIN },
        { "nmae", "name", RENDER_CSV },
        { "cost.usdd", "cost.usd", RENDER_JSON },
        { "notes.code", NULL, RENDER_CSV }, /* tables do not look through arrays */
        { "schema.name", NULL, RENDER_PLAIN },
        { "pick.", NULL, RENDER_PLAIN },
        { "xyzzy", NULL, RENDER_NDJSON },
    };
    struct reply r;

    make_reply(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct render_options o = { .format = cases[i].format,
                                          .fields = { cases[i].field },
                                          .n_fields = 1 };
        struct va_err err = { .code = VA_OK };
        struct buf out;

        buf_init(&out, 1 << 20);
        IS_INT(render(&r, &o, &out, &err), VA_USAGE, "field '%s' is refused",
               cases[i].field);
        OK(strstr(err.text, cases[i].field) != NULL, "and named: %s", err.text);
        OK(cases[i].near ? strstr(err.text, cases[i].near) != NULL
                         : strstr(err.text, "did you mean") == NULL,
           "with the suggestion there is for '%s'", cases[i].field);
        OK(out.len == 0, "nothing is written");
        buf_clear(&out);
    }
    reply_clear(&r);
}

static void
test_limits(void)
{
    struct render_options o = { .format = RENDER_CSV };
    struct va_err err = { .code = VA_OK };
    struct reply r;
    struct buf out;

    make_reply(&r);
    buf_init(&out, 10);
    IS_INT(render(&r, &o, &out, &err), VA_OVERFLOW, "a full buffer is an error");
    buf_clear(&out);
    buf_init(&out, 1 << 16);
    IS_INT(render_field_names(&r, &out), VA_OK, "the fields can be listed");
    IS_STR(buf_get(&out),
           " name extra cost.usd good schema pick.memory_mb pick.measured safe_pick",
           "those of the rows first");
    buf_clear(&out);
    reply_clear(&r);
}

static void
test_control_characters(void)
{
    static const struct wanted csv = { RENDER_CSV, { NULL }, "name\n?[31mred?\n" };
    struct reply r;

    if (reply_init(&r))
        exit(99);
    json_add_string(r.doc, json_root(r.doc), "name", "\033[31mred\xc2\x9b");
    check_text(&r, &csv, "a cell without what a terminal would obey");
    reply_clear(&r);
}

int
main(void)
{
    test_tables();
    test_json();
    test_root_as_record();
    test_no_rows();
    test_unknown_fields();
    test_limits();
    test_control_characters();
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a report by themselves: ids that stay out, texts as markup, a question's line.
 */
#include "app/question_line.h"
#include "app/report.h"
#include "tap.h"

static void
check_ids(void)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        { "", "" },
        { "out of memory", "out of memory" },
        { "123456789012", "(id left out)" },
        { "of 123456789012.", "of (id left out)." },
        { "1234567890123 is no account", "1234567890123 is no account" },
        { "12345678901 neither", "12345678901 neither" },
        { "x123456789012y", "x(id left out)y" },
        { "arn:aws:lambda:us-east-1:123456789012:function:thumbs", "(id left out)" },
        { "(arn:aws:iam::1:role/x) may not", "((id left out)) may not" },
        { "learn: 5", "learn: 5" },
        { "\"arn:x\",\"arn:y\"", "\"(id left out)\",\"(id left out)\"" },
        { "\xc3\xa4 arn:\xc3\xa4 b", "\xc3\xa4 (id left out) b" },
    };
    char out[64];
    char tiny[4];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bool hidden = report_hide_ids(out, sizeof out, cases[i].text);

        IS_STR(out, cases[i].shown, "ids are left out of '%s'", cases[i].text);
        OK(hidden == (strcmp(out, cases[i].text) != 0), "and that is told");
    }
    report_hide_ids(tiny, sizeof tiny, "abcdef");
    IS_STR(tiny, "abc", "what does not fit is cut");
    report_hide_ids(tiny, sizeof tiny, "arn:x");
    IS_STR(tiny, "", "and nothing of an id is shown then");
}

static void
check_texts(void)
{
    struct buf out;

    buf_init(&out, 4096);
    report_html_text(&out, "<a href=\"x\">&'\x01\xff\n");
    IS_STR(buf_get(&out),
           "&lt;a href=&quot;x&quot;&gt;&amp;'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
           "HTML has neither markup nor control characters");
    buf_reset(&out);
    report_html_words(&out, "at 512 MB, 1.5 s (90 % of 3 samples) <5 ms");
    IS_STR(buf_get(&out),
           "at 512\xc2\xa0MB, 1.5\xc2\xa0s (90\xc2\xa0% of 3 samples) &lt;5\xc2\xa0ms",
           "a number keeps its unit, and only that");
    buf_reset(&out);
    report_markdown_text(&out, "a|b *c* [d](e) <f> `g` \\ # @h & ~\n");
    IS_STR(buf_get(&out),
           "a\\|b \\*c\\* \\[d\\](e) \\<f\\> \\`g\\` \\\\ \\# \\@h \\& \\~\xef\xbf\xbd",
           "Markdown escapes what it would take for markup");
    buf_clear(&out);
}

static void
check_tables(void)
{
    static const struct column columns[] = {
        { "name", "way", CELL_TEXT },
        { "n", "runs", CELL_INT },
        { "share", "API", CELL_PERCENT },
        { "empty", "nothing", CELL_TEXT },
    };
    struct report_table t = { "C & D", NULL, columns, 4, NULL };
    struct json_doc *doc = json_alloc();
    struct json *rows = json_add_array(doc, json_root(doc), "rows");
    struct buf out;

    for (int i = 0; i < 2; i++) {
        struct json *row = json_add_object(doc, rows, NULL);

        json_add_string(doc, row, "name", i ? "b<" : "a|");
        if (i)
            json_add_null(doc, row, "n");
        else
            json_add_int(doc, row, "n", 1200);
        json_add_number(doc, row, "share", 0, 1);
    }
    t.rows = json_get(json_root(doc), "rows");
    buf_init(&out, 4096);
    report_markdown_table(&out, &t);
    IS_STR(buf_get(&out),
           "| way | runs |\n| --- | ---: |\n| a\\| | 1,200 |\n| b\\< |  |\n\n",
           "a table in Markdown; columns that say nothing are left out");
    buf_reset(&out);
    t.only = "b<";
    report_html_table(&out, &t);
    IS_STR(buf_get(&out),
           "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"C &amp; D\">"
           "<table>\n<caption>C &amp; D</caption>\n<thead><tr><th scope=\"col\" "
           "class=\"t\">way</th>"
           "</tr></thead>\n<tbody>\n<tr><th scope=\"row\" class=\"t\">b&lt;</th>\n"
           "</tbody></table></div>\n",
           "a table of a page, of the rows of one name");
    buf_reset(&out);
    t.only = "c";
    report_html_table(&out, &t);
    report_markdown_table(&out, &t);
    IS_STR(buf_get(&out), "", "without rows there is no table");
    buf_clear(&out);
    json_free(doc);
}

static void
check_line(void)
{
    struct question q;
    struct va_err err;
    struct buf out;

    question_init(&q, 20785); /* 2026-11-28 */
    q.workload = "it's";
    buf_init(&out, 4096);
    question_line(&q, "advise", &out);
    IS_STR(buf_get(&out), "vadvise advise 'it'\\''s' --as-of 2026-11-28",
           "a question without limits is short");
    buf_reset(&out);
    q.workload = "w";
    q.goal.has_budget = q.goal.has_latency = true;
    q.goal.budget_pusd = 1;
    q.goal.latency_ms = 0.25;
    q.goal.stat = STAT_P95;
    q.goal.min_recall = 0.9;
    q.goal.confidence_ratio = 0.975;
    q.platforms = (struct name_list){ { "aws-lambda-x86", "a b" }, 2 };
    q.region = "eu-west-1";
    q.volume_per_month = 2500000;
    q.free_tier = q.extrapolate = true;
    q.cold_given = true;
    q.cold = cold_share_of(0.05);
    q.price_as = "gcf-gen1";
    q.billing_step_ms = 100;
    q.now_mb = 512;
    OK(!question_parse_sizes("512,1024", &q, &err) &&
           !question_parse_objective("balanced:0.7", &q, &err),
       "sizes and an objective are read");
    question_line(&q, "report", &out);
    IS_STR(buf_get(&out),
           "vadvise report w --budget 0.000000000001 --latency 0.25 --stat p95 "
           "--objective balanced:0.7 --min-recall 0.9 --confidence 97.5 --platform "
           "aws-lambda-x86 --platform 'a b' --region eu-west-1 --memory 512,1024 --now "
           "512 --extrapolate --cold-share 0.05 --volume 2500000 --free-tier --as-of "
           "2026-11-28 --price-as gcf-gen1 --billing 100ms",
           "everything of a question is in its line");
    buf_reset(&out);
    question_quote("a\nb", &out);
    IS_STR(buf_get(&out), "'a?b'", "no control character reaches a shell");
    buf_clear(&out);
}

int
main(void)
{
    check_ids();
    check_texts();
    check_tables();
    check_line();
    return done();
}

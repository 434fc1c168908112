/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of a probe run: written and read back, and lines that are none. */
#include "io/probe_event.h"

#include <stdlib.h>

#include "tap.h"

/* Write and read; NULL when either fails. */
static struct probe_event *
again(const struct probe_event *e)
{
    struct probe_event *out = malloc(sizeof *out);
    struct va_err err = { .code = VA_OK };
    struct buf line;

    buf_init(&line, PROBE_EVENT_MAX);
    probe_event_write(e, &line);
    if (!out || line.code || probe_event_read(buf_get(&line), line.len, out, &err)) {
        printf("# %s\n# %s\n", buf_get(&line), err.text);
        free(out);
        out = NULL;
    }
    OK(line.len > 1 &&
           memchr(buf_get(&line), '\n', line.len) == buf_get(&line) + line.len - 1,
       "%s: is one line", probe_event_name(e->kind));
    buf_clear(&line);
    return out;
}

static bool
same_money(const struct probe_event_money *a, const struct probe_event_money *b)
{
    return a->spent_pusd == b->spent_pusd && a->reserved_pusd == b->reserved_pusd &&
           a->cap_pusd == b->cap_pusd;
}

static void
test_shot(void)
{
    struct probe_event e;
    struct probe_event *r = NULL;

    probe_event_init(&e, PROBE_EVENT_SHOT, 12);
    e.money = (struct probe_event_money){ INT64_MAX, 7, INT64_MAX - 1 };
    e.shot = (struct probe_event_shot){ .invocation = 99,
                                        .memory_mb = 1769,
                                        .run = 3,
                                        .runs = 10,
                                        .cold = true,
                                        .fate = LEDGER_FAILED,
                                        .duration_ms = 472.455,
                                        .init_ms = NAN,
                                        .billed_ms = 473,
                                        .cost_pusd = 9007199254740993,
                                        .source = "report",
                                        .cpu = "Xeon \"2.5\"" };
    (void)snprintf(e.text, sizeof e.text, "out of \x1b[31mmemory\n\xc2\x85 \xff");
    r = again(&e);
    OK(r && r->kind == PROBE_EVENT_SHOT && r->run == 12 &&
           same_money(&r->money, &e.money),
       "a shot: amounts are exact, past 2^53 too");
    OK(r && r->shot.invocation == 99 && r->shot.memory_mb == 1769 && r->shot.run == 3 &&
           r->shot.runs == 10 && r->shot.cold && r->shot.fate == LEDGER_FAILED &&
           r->shot.billed_ms == 473 && r->shot.cost_pusd == 9007199254740993,
       "a shot: its figures come back");
    OK(r && fabs(r->shot.duration_ms - 472.455) < 1e-9 && isnan(r->shot.init_ms),
       "a shot: a time that is not known stays so");
    IS_STR(r ? r->shot.cpu : NULL, "Xeon \"2.5\"", "a shot: quotes come back");
    IS_STR(r ? r->text : NULL, "out of ?[31mmemory??? ?",
           "a text never carries control characters or junk");
    free(r);
}

static void
test_others(void)
{
    struct probe_event e;
    struct probe_event *r = NULL;

    probe_event_init(&e, PROBE_EVENT_STARTED, 1);
    e.resumed = true;
    e.money.cap_pusd = LEDGER_NO_CAP;
    r = again(&e);
    OK(r && r->kind == PROBE_EVENT_STARTED && r->resumed &&
           r->money.cap_pusd == LEDGER_NO_CAP,
       "started: comes back");
    free(r);
    probe_event_init(&e, PROBE_EVENT_FACTS, 1);
    e.facts = (struct probe_facts){ .account = "1234..9012",
                                    .architecture = "arm64",
                                    .memory_mb = 512,
                                    .timeout_ms = 900000,
                                    .n_sizes = 2,
                                    .sizes_mb = { 128, 10240 } };
    memset(e.facts.function, '"', sizeof e.facts.function - 1);
    r = again(&e);
    OK(r && !strcmp(r->facts.function, e.facts.function) && r->facts.n_sizes == 2 &&
           r->facts.sizes_mb[1] == 10240 && r->facts.timeout_ms == 900000 &&
           !r->facts.takes_sizes && !strcmp(r->facts.account, "1234..9012"),
       "facts: come back, with the longest name");
    free(r);
    probe_event_init(&e, PROBE_EVENT_STEP, 1);
    e.step.memory_mb = 2048;
    e.step.runs = 5;
    e.step.gain_month_pusd = -3;
    (void)snprintf(e.step.stop, sizeof e.step.stop, "sure-enough");
    r = again(&e);
    OK(r && r->step.memory_mb == 2048 && r->step.runs == 5 &&
           isnan(r->step.duration_ms) && isnan(r->step.regret_after) &&
           r->step.expected_pusd == -1 && r->step.gain_month_pusd == -3 &&
           !strcmp(r->step.stop, "sure-enough"),
       "a step: comes back");
    free(r);
    probe_event_init(&e, PROBE_EVENT_END, 1);
    e.end = (struct probe_event_end){ LEDGER_RUN_STOPPED, 130, 1 };
    (void)snprintf(e.text, sizeof e.text, "stopped");
    r = again(&e);
    OK(r && r->end.state == LEDGER_RUN_STOPPED && r->end.status == 130 &&
           r->end.n_changes_left == 1 && !strcmp(r->text, "stopped"),
       "the end: comes back");
    free(r);
}

struct line {
    const char *text;
    const char *why; /* NULL: it is an event */
};

static const struct line lines[] = {
    { "{\"event\":\"say\",\"run\":1,\"text\":\"hi\"}", NULL },
    { " { \"text\" : \"hi\" , \"event\" : \"say\" } \r\n", NULL },
    { "{\"event\":\"say\",\"new\":{\"a\":[1,{\"b\":null}]},\"text\":\"hi\"}", NULL },
    { "{\"event\":\"say\",\"cost_pusd\":\"not looked at\",\"text\":\"hi\"}", NULL },
    { "", "not an object" },
    { "null", "not an object" },
    { "[]", "not an object" },
    { "{\"run\":1}", "event: missing" },
    { "{\"event\":\"boast\"}", "event: an unknown word" },
    { "{\"event\":1}", "event: a value of another type is expected" },
    { "{\"event\":[\"say\"]}", "event: an object or array is out of place" },
    { "{\"event\":\"say\",\"event\":\"end\"}", "event: comes twice" },
    { "{\"event\":\"say\"", "not valid JSON: ',' or '}' is missing" },
    { "{\"event\":\"say\"} x", "text after the object" },
    { "{\"event\":\"say\",\"text\":\"a\\u001bb\"}", "text: holds control characters" },
    { "{\"event\":\"say\",\"text\":\"\\ud800\"}",
      "not valid JSON: a bad escape in a string" },
    { "{\"event\":\"say\",\"text\":\"\xc3\x28\"}", "text: not valid UTF-8" },
    { "{\"event\":\"say\",\"run\":-1}", "run: -1 is outside 0 to 9223372036854775807" },
    { "{\"event\":\"say\",\"run\":1.5}", "run: not a whole number" },
    { "{\"event\":\"say\",\"run\":1e3}", "run: not a whole number" },
    { "{\"event\":\"say\",\"run\":9223372036854775808}", "run: not a whole number" },
    { "{\"event\":\"shot\",\"fate\":\"\"}", "fate: an unknown word" },
    { "{\"event\":\"shot\",\"cold\":null}", "cold: neither true nor false" },
    { "{\"event\":\"shot\",\"cost_pusd\":\"\"}", "cost_pusd: not a whole number" },
    { "{\"event\":\"shot\",\"cost_pusd\":-1}",
      "cost_pusd: -1 is outside 0 to 9223372036854775807" },
    { "{\"event\":\"shot\",\"duration_ms\":true}", "duration_ms: not a number" },
    { "{\"event\":\"shot\",\"source\":\"a very long source indeed\"}",
      "source: longer than 15 bytes" },
    { "{\"event\":\"facts\",\"facts\":{\"sizes_mb\":[0]}}",
      "facts: sizes_mb: 0 is outside 1 to 1048576" },
    { "{\"event\":\"facts\",\"facts\":{\"sizes_mb\":[1,2}}",
      "not valid JSON: ',' or a closing bracket is missing" },
    { "{\"event\":\"facts\",\"facts\":{\"sizes_mb\":3}}", "facts: sizes_mb: not a list" },
    { "{\"event\":\"facts\",\"facts\":3}", "facts: not an object" },
};

static void
test_lines(void)
{
    struct probe_event e;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct va_err err = { .code = VA_OK };
        enum va_code code = VA_OK;

        probe_event_init(&e, PROBE_EVENT_END, 77);
        code = probe_event_read(lines[i].text, strlen(lines[i].text), &e, &err);
        if (!lines[i].why) {
            OK(code == VA_OK && e.kind == PROBE_EVENT_SAY && !strcmp(e.text, "hi"),
               "an event: %s", lines[i].text);
            continue;
        }
        OK(code == VA_DATA && e.kind == PROBE_EVENT_END && e.run == 77,
           "no event, and nothing is changed: line %zu", i);
        IS_STR(err.text, lines[i].why, "and it says why");
    }
}

static void
test_bounds(void)
{
    static char big[PROBE_EVENT_MAX + 2];
    struct va_err err = { .code = VA_OK };
    struct probe_event e;
    const size_t head = strlen("{\"event\":\"say\",\"text\":\"");

    memset(big, 'x', sizeof big);
    memcpy(big, "{\"event\":\"say\",\"text\":\"", head);
    OK(probe_event_read(big, PROBE_EVENT_MAX + 1, &e, &err) == VA_DATA,
       "a line that is too long is no event");
    memcpy(big + head + 400, "\"}", 2);
    OK(probe_event_read(big, head + 402, &e, &err) == VA_DATA &&
           !strcmp(err.text, "text: longer than 255 bytes"),
       "a text that is too long is refused");
    memset(big, '[', sizeof big);
    memcpy(big, "{\"a\":", 5);
    OK(probe_event_read(big, PROBE_EVENT_MAX, &e, &err) == VA_DATA,
       "deep nesting is refused");
}

int
main(void)
{
    test_shot();
    test_others();
    test_lines();
    test_bounds();
    return done();
}

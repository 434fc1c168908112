/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that writes reports. */
#include <string.h>
#include <strings.h>

#include "app/commands.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/run.h"

enum { MS_PER_S = 1000 };

/* A page that is made again shall be the same: prices of the day that SOURCE_DATE_EPOCH
 * names, unless a day was asked for (reproducible-builds.org, SOURCE_DATE_EPOCH). */
static enum va_code
take_epoch(struct cli *c, struct va_err *err)
{
    static const int64_t last_s = SAMPLE_STARTED_MS_MAX / MS_PER_S;
    const char *text = env_variable(c->env, "SOURCE_DATE_EPOCH");
    int64_t seconds = 0;

    if (!text || c->settings.of[OPTION_AS_OF].n > 0)
        return VA_OK;
    if (text_parse_int(text, strlen(text), 0, last_s, &seconds))
        return va_fail(err, VA_USAGE,
                       "SOURCE_DATE_EPOCH '%.40s': not a number of seconds since 1970",
                       text);
    c->wants.question.as_of_days = date_of_ms(seconds * MS_PER_S);
    return VA_OK;
}

static bool
ends_in(const char *name, const char *ending)
{
    const size_t len = strlen(name);
    const size_t n = strlen(ending);

    return len > n && !strcasecmp(name + len - n, ending);
}

/* Where no form was asked for, the name of the file says it. */
static void
take_ending(struct wants *w)
{
    if (w->html || w->plot.svg || !w->output || w->render.format != RENDER_TEXT)
        return;
    w->plot.svg = ends_in(w->output, ".svg");
    if (ends_in(w->output, ".md") || ends_in(w->output, ".markdown"))
        w->render.format = RENDER_MARKDOWN;
}

enum va_code
run_report(struct cli *c, struct reply *r, struct va_err *err)
{
    struct wants *w = &c->wants;
    struct report_options o = { .with_ids = w->with_ids, .chart = w->plot.chart };
    enum va_code code = take_epoch(c, err);

    if (code)
        return code;
    take_ending(w);
    if (w->html) /* wins over a format that is set for good */
        w->render.format = RENDER_TEXT;
    if (w->render.format == RENDER_MARKDOWN)
        o.form = REPORT_MARKDOWN;
    if (w->plot.svg)
        o.form = REPORT_SVG;
    if (w->plot.svg && o.chart == CHART_BOTH)
        return va_fail(err, VA_USAGE, "--svg draws one chart: --chart duration or cost");
    if (o.form == REPORT_HTML && w->render.format == RENDER_TEXT && !w->output &&
        c->env->out_is_terminal) {
        va_fail(err, VA_USAGE, "a page is not for a terminal");
        va_hint(err, "-o %.60s.html", w->question.workload);
        return VA_USAGE;
    }
    return app_report(c->session, &w->question, &o, r, err);
}

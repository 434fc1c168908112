/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google Cloud Functions: the table of the backend, and what is there. */
#include "probe/gcf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { CPU_ROUNDING_MILLI = 2 };

void
gcf_say(struct gcf *g, const char *fmt, ...)
{
    char text[VA_ERR_TEXT_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    g->host->say(g->host->ctx, text);
}

enum va_code
gcf_pass(const struct va_err *why, struct va_err *err)
{
    if (err)
        *err = *why;
    return why->code;
}

bool
gcf_is_id(const char *text)
{
    return *text && *text != '-' && strlen(text) <= SAMPLE_ID_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-_") == strlen(text);
}

static bool
serves(const char *platform)
{
    return !strcmp(platform, "gcf-gen1") || !strcmp(platform, "gcf-gen2");
}

/* --- open and close --- */

static void
gcf_close(void *self)
{
    struct gcf *g = self;

    if (!g)
        return;
    google_close(g->google);
    http_close(g->http);
    free(g);
}

static enum va_code
gcf_open(const struct probe_host *host, void **out, struct va_err *err)
{
    const struct http_options wire = { .stopped = host->abandoned, .ctx = host->ctx };
    struct google_options tokens = { .clock = host->clock,
                                     .variable = host->variable,
                                     .ctx = host->ctx };
    struct gcf *g = calloc(1, sizeof *g);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!g)
        return va_fail(err, VA_NOMEM, "out of memory");
    g->host = host;
    code = gcf_place_read(host->settings, host->variable, host->ctx, &g->place, err);
    if (!code)
        code = gcf_api_init(g, err);
    if (!code)
        code = http_open(&wire, &g->http, err);
    tokens.http = g->http;
    if (!code)
        code = google_open(&tokens, &g->google, err);
    if (code) {
        gcf_close(g);
        return code;
    }
    *out = g;
    return VA_OK;
}

/* --- describe --- */

enum va_code
gcf_choose_way(struct gcf *g, struct va_err *err)
{
    struct va_err why = { .text = "" };
    const char *token = NULL;
    enum va_code code = VA_OK;

    if (g->way_chosen || *g->place.url || g->place.second ||
        g->host->settings->redeploy || !gcf_gcloud_is_there(g))
        return VA_OK;
    code = google_identity_token(g->google, "https://cloudfunctions.net", &token, &why);
    g->via_gcloud = code == VA_CONFIG;
    if (g->via_gcloud)
        gcf_say(g, "no identity token is to be had: invoking with the gcloud program");
    if (code && code != VA_CONFIG)
        return gcf_pass(&why, err);
    g->way_chosen = true;
    return VA_OK;
}

/* "0.333", "2", "500m" in thousandths; -1: none. */
static int64_t
milli_vcpu(const char *text)
{
    const size_t len = strlen(text);
    const bool is_milli = len > 0 && text[len - 1] == 'm';
    int64_t milli = 0;

    if (text_parse_fixed(text, len - is_milli, is_milli ? 0 : 3, &milli))
        return -1;
    return milli;
}

/* A size that is asked for must be there as it is called, and with the CPU that its price
 * is for. */
static enum va_code
check_size(struct gcf *g, const struct gcf_config *config, const char *resource,
           int32_t memory_mb, struct va_err *err)
{
    struct gcf_wanted sold;
    enum va_code code = VA_OK;

    if (memory_mb && config->memory_mb != memory_mb)
        return va_fail(err, VA_DATA, "%s: has %d MB, not %d", resource,
                       (int)config->memory_mb, (int)memory_mb);
    code = gcf_config_want(g, config->memory_mb, &sold, err);
    if (!code && *config->cpu &&
        llabs(milli_vcpu(config->cpu) - milli_vcpu(sold.cpu)) > CPU_ROUNDING_MILLI) {
        code = va_fail(err, VA_DATA, "%s: has %s vCPU, and %d MB are priced with %s",
                       resource, config->cpu, (int)config->memory_mb, sold.cpu);
        va_hint(err, "Deploy it with --cpu=%s", sold.cpu);
    }
    return code;
}

static void
add_facts(const struct gcf_config *config, struct probe_facts *out)
{
    if (!*out->runtime)
        memcpy(out->runtime, config->runtime, sizeof out->runtime);
    if (config->timeout_ms > out->timeout_ms)
        out->timeout_ms = config->timeout_ms;
}

/* Which of the sizes have a function of their own. */
static enum va_code
look_at_sizes(struct gcf *g, const struct tariff *tariff, struct probe_facts *out,
              struct va_err *err)
{
    const struct probe_settings *s = g->host->settings;
    enum va_code code = VA_OK;
    int32_t mb = 0;

    for (int32_t i = 0; !code && out->n_sizes < PROBE_SIZES_MAX; i++) {
        char resource[PROBE_TEXT_MAX];
        struct gcf_config config;
        bool is_missing = false;

        mb = s->n_sizes ? (i < s->n_sizes ? s->sizes_mb[i] : 0)
                        : tariff_next_size(tariff, mb);
        if (!mb)
            break;
        code = gcf_place_resource(&g->place, mb, resource, err);
        if (!code)
            code = gcf_config_get(g, resource, &config, &is_missing, err);
        if (code && is_missing && !s->n_sizes) {
            code = VA_OK;
            continue;
        }
        if (!code)
            code = check_size(g, &config, resource, mb, err);
        if (!code) {
            add_facts(&config, out);
            out->sizes_mb[out->n_sizes++] = mb;
        }
    }
    return code;
}

static enum va_code
look_at_one(struct gcf *g, struct probe_facts *out, struct va_err *err)
{
    const struct probe_settings *s = g->host->settings;
    struct gcf_config config;
    bool is_missing = false;
    enum va_code code = gcf_place_resource(&g->place, 0, out->function, err);

    if (!code)
        code = gcf_config_get(g, out->function, &config, &is_missing, err);
    if (!code && !s->redeploy)
        code =
            check_size(g, &config, out->function, s->n_sizes ? s->sizes_mb[0] : 0, err);
    if (code)
        return code;
    add_facts(&config, out);
    out->memory_mb = config.memory_mb;
    if (!s->redeploy)
        out->sizes_mb[out->n_sizes++] = config.memory_mb;
    return VA_OK;
}

/* What the settings say has to do when nobody can be asked. */
static enum va_code
take_on_trust(struct gcf *g, const struct va_err *why, struct probe_facts *out,
              struct va_err *err)
{
    const struct probe_settings *s = g->host->settings;
    enum va_code code = VA_OK;

    if (s->redeploy || !*g->place.url)
        return gcf_pass(why, err);
    if (!s->n_sizes) {
        code = va_fail(err, VA_CONFIG,
                       "how much memory the function has is not known: %s", why->text);
        va_hint(err, "Say it with -m MB");
        return code;
    }
    gcf_say(g, "the function's configuration is not known, sizes are as given: %s",
            why->text);
    memcpy(out->sizes_mb, s->sizes_mb, sizeof out->sizes_mb);
    out->n_sizes = s->n_sizes;
    return VA_OK;
}

static enum va_code
look(struct gcf *g, const struct tariff *tariff, struct probe_facts *out,
     struct va_err *err)
{
    struct va_err why = { .text = "" };
    enum va_code code = VA_CONFIG;

    if (!gcf_place_is_named(&g->place))
        va_fail(&why, VA_CONFIG, "its name, project or region is not known");
    else if (g->place.per_size)
        code = look_at_sizes(g, tariff, out, &why);
    else
        code = look_at_one(g, out, &why);
    if (code == VA_CONFIG || code == VA_NETWORK) {
        out->n_sizes = 0;
        return take_on_trust(g, &why, out, err);
    }
    return code ? gcf_pass(&why, err) : VA_OK;
}

static enum va_code
check_settings(const struct gcf *g, struct va_err *err)
{
    const struct probe_settings *s = g->host->settings;
    enum va_code code = gcf_check_cold(g, err);

    if (code)
        return code;
    if (s->redeploy && g->place.per_size) {
        code = va_fail(err, VA_USAGE, "--redeploy is for one function, not one a size");
    } else if (!s->redeploy && !g->place.per_size && s->n_sizes > 1) {
        code = va_fail(err, VA_USAGE, "one function has one size");
        va_hint(err, "Deploy one a size and put {memory} in the URL, or give --redeploy");
    }
    return code;
}

/* Is there an identity token for the first of the functions? */
static enum va_code
look_for_token(struct gcf *g, const struct probe_facts *facts, struct va_err *err)
{
    char url[PROBE_TEXT_MAX];
    const char *token = NULL;
    enum va_code code = VA_OK;

    if (!*g->place.url)
        return VA_OK;
    code = gcf_place_fill(g->place.url, facts->n_sizes ? facts->sizes_mb[0] : 0, url,
                          sizeof url, err);
    return code ? code : gcf_identity(g, url, &token, err);
}

static const char *
credentials(const struct gcf *g)
{
    if (g->via_gcloud)
        return "gcloud";
    return g->is_anonymous ? "none" : "identity token";
}

/* What is not known yet comes from the settings and the platform's limits. */
static void
complete_facts(const struct gcf *g, const struct tariff *tariff, struct probe_facts *out)
{
    const int64_t limit_ms = g->host->settings->timeout_ms;

    if (!*out->function && *g->place.url)
        memcpy(out->function, g->place.url, sizeof g->place.url);
    else if (!*out->function)
        memcpy(out->function, g->place.function, sizeof g->place.function);
    if (!out->timeout_ms)
        out->timeout_ms = limit_ms > 0 ? limit_ms : tariff->max_timeout_ms;
    memcpy(out->region, g->place.region, sizeof out->region);
    snprintf(out->account, sizeof out->account, "%.63s", g->place.project);
    snprintf(out->credentials, sizeof out->credentials, "%s", credentials(g));
}

static enum va_code
gcf_describe(void *self, struct probe_facts *out, struct va_err *err)
{
    struct gcf *g = self;
    struct probe_facts facts = { .takes_sizes = g->host->settings->redeploy };
    struct tariff tariff;
    enum va_code code = check_settings(g, err);

    if (!code)
        code = gcf_tariff(g, &tariff, err);
    if (!code)
        code = gcf_choose_way(g, err);
    if (!code)
        code = look(g, &tariff, &facts, err);
    if (!code)
        code = look_for_token(g, &facts, err);
    if (code)
        return code;
    complete_facts(g, &tariff, &facts);
    *out = facts;
    return VA_OK;
}

const struct probe_backend probe_gcf = {
    .name = "gcf",
    .serves = serves,
    .open = gcf_open,
    .close = gcf_close,
    .describe = gcf_describe,
    .prepare = gcf_prepare,
    .invoke = gcf_invoke,
    .undo = gcf_undo,
    .apply = gcf_apply,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Probe runs for scripts.
 *
 *   runs DB draft SETTINGS        make a draft of settings as JSON; its number
 *   runs DB confirm RUN CAP_PUSD  confirm it under a cap; -1: none
 *   runs DB show RUN              its state and sums, one "name value" a line
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/ledger.h"

static enum va_code
count(void *ctx, const struct sample *sample)
{
    (void)sample;
    ++*(int64_t *)ctx;
    return VA_OK;
}

static enum va_code
draft(struct store *s, const char *text, struct va_err *err)
{
    static struct probe_settings settings;
    int64_t id = 0;
    enum va_code code = probe_settings_read(text, strlen(text), &settings, err);

    if (!code)
        code = ledger_create(s, &settings, INT64_C(1790000000000), &id, err);
    if (!code)
        printf("%" PRId64 "\n", id);
    probe_settings_clear(&settings);
    return code;
}

static enum va_code
show(struct store *s, int64_t id, struct va_err *err)
{
    static struct probe_settings settings;
    struct ledger_run run;
    int64_t samples = 0;
    enum va_code code = ledger_load(s, id, &run, &settings, err);

    if (code)
        return code;
    (void)store_samples(s, settings.workload, count, &samples, NULL);
    printf("state %s\nsamples %" PRId64 "\nspent %" PRId64 "\nreserved %" PRId64
           "\ncap %" PRId64 "\nleft %" PRId64 "\n",
           ledger_run_state_name(run.state), samples, run.totals.spent_pusd,
           run.totals.reserved_pusd, run.cap_pusd, run.totals.n_changes_left);
    for (int i = 0; i < LEDGER_FATE_COUNT; i++)
        printf("%s %" PRId64 "\n", ledger_fate_name((enum ledger_fate)i),
               run.totals.n[i]);
    printf("why %s\n", run.why);
    probe_settings_clear(&settings);
    return VA_OK;
}

int
main(int argc, char **argv)
{
    struct store_options o = { .create = true, .busy_ms = 10000 };
    struct va_err err = { .code = VA_OK };
    struct store *s = NULL;
    enum va_code code = VA_USAGE;

    if (argc < 4)
        return 2;
    o.path = argv[1];
    code = store_open(&o, &s, &err);
    if (!code && !strcmp(argv[2], "draft"))
        code = draft(s, argv[3], &err);
    else if (!code && !strcmp(argv[2], "confirm") && argc == 5)
        code = ledger_confirm(s, strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10),
                              &err);
    else if (!code)
        code = show(s, strtoll(argv[3], NULL, 10), &err);
    store_close(s);
    if (code)
        fprintf(stderr, "%s\n", err.text);
    return code ? 1 : 0;
}

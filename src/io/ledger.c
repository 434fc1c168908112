/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the ledger. */
#include "io/ledger.h"

const char *
ledger_run_state_name(enum ledger_run_state s)
{
    static const char *const names[LEDGER_RUN_STATE_COUNT] = {
#define X(name, word) [LEDGER_RUN_##name] = word,
        LEDGER_RUN_STATES(X)
#undef X
    };

    return names[s];
}

const char *
ledger_fate_name(enum ledger_fate f)
{
    static const char *const names[LEDGER_FATE_COUNT] = {
#define X(name, word) [LEDGER_##name] = word,
        LEDGER_FATES(X)
#undef X
    };

    return names[f];
}

const char *
ledger_change_state_name(enum ledger_change_state s)
{
    static const char *const names[LEDGER_CHANGE_STATE_COUNT] = {
#define X(name, word) [LEDGER_CHANGE_##name] = word,
        LEDGER_CHANGE_STATES(X)
#undef X
    };

    return names[s];
}

int64_t
ledger_over(const struct ledger_totals *t)
{
    return t->n[LEDGER_DONE] + t->n[LEDGER_FAILED] + t->n[LEDGER_UNKNOWN] - t->n_again;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this person set on the screen, as texts, with undo and redo. All of it is kept in
 * the state file, so it is there after a restart. Settings of a workload carry its name.
 */
#ifndef VA_TUI_LOCAL_H
#define VA_TUI_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* clang-format off */
#define LOCALS(X) /* id, word, of a workload?, undone? */                               \
    X(SCREEN,         "screen",         false, false)                                   \
    X(WORKLOAD,       "workload",       false, false)                                   \
    X(BUDGET,         "budget",         true,  true)                                    \
    X(LATENCY,        "latency",        true,  true)                                    \
    X(OBJECTIVE,      "objective",      true,  true)                                    \
    X(CONFIDENCE,     "confidence",     true,  true)                                    \
    X(VOLUME,         "volume",         true,  true)                                    \
    X(PLATFORM,       "platform",       true,  true)                                    \
    X(IMPLEMENTATION, "implementation", true,  true)                                    \
    X(PRICE_AS,       "price-as",       true,  true)                                    \
    X(REGION,         "region",         true,  true)                                    \
    X(STAT,           "stat",           false, true)                                    \
    X(AS_OF,          "as-of",          false, true)                                    \
    X(BILLING,        "billing",        false, true)                                    \
    X(CHOICE,         "choice",         true,  true)  /* a size that was accepted */    \
    X(SAFE,           "safe",           true,  true)  /* "on": the safe pick is used */ \
    X(ZOOM,           "zoom",           true,  true)  /* "448-3008" MB */                \
    X(AXES,           "axes",           false, true)                                    \
    X(FIELD,          "field",          false, true)                                    \
    X(LAYERS,         "layers",         false, true)  /* words of those switched */      \
    X(EXPAND,         "expand",         false, true)                                    \
    X(SORT,           "sort",           false, true)  /* "saving" or "-saving" */        \
    X(FILTER,         "filter",         false, true)                                    \
    X(MARK,           "mark",           true,  true)  /* "on" */                         \
    X(SAMPLES,        "samples",        false, true)                                    \
    X(SYMBOLS,        "symbols",        false, true)                                    \
    X(THEME,          "theme",          false, true)                                    \
    X(HINT,           "hint",           false, true)  /* "off": was dismissed */         \
    X(MIN_RECALL,     "min-recall",     true,  true)                                    \
    X(COMPARE_SORT,   "compare-sort",   false, true)  /* "cost" or "-cost" */           \
    X(COMPARE_FILTER, "compare-filter", false, true)                                    \
    X(COMPARE_CHART,  "compare-chart",  false, true)  /* "on": alone on the screen */   \
    X(COMPARE_BY,     "compare-by",     false, true)  /* "workload": the marked ones */ \
    X(PRICE,          "price",          true,  true)  /* what-if: of a cell, its price */\
    X(PROBE_FORM,     "probe-form",     true,  true)  /* sizes, runs, ... of a plan */   \
    X(KEYS,           "keys",           true,  true)  /* of an action, those set here */ \
    X(PALETTE,        "palette",        false, false) /* last lines, newest first */
/* clang-format on */

enum local_id {
#define X(id, word, each, undone) LOCAL_##id,
    LOCALS(X)
#undef X
        LOCAL_COUNT
};

enum {
    LOCAL_TEXT_MAX = 512, /* bytes of a value */
    LOCAL_OF_MAX = 384,   /* bytes of the name of what it belongs to */
    LOCAL_ENTRIES_MAX = 4096,
    LOCAL_UNDO_MAX = 256, /* changes remembered; the oldest go first */
    LOCAL_FILE_MAX = 1 << 20
};

struct locals;

struct locals *locals_alloc(void); /* NULL: out of memory */
void locals_free(struct locals *l);

/* The value; NULL when it was never set, or unset. of: the workload (or cell), NULL for a
 * setting of no workload. Borrowed until the next change. */
const char *local_get(const struct locals *l, enum local_id id, const char *of);

/*
 * Set it, or unset it with NULL. It becomes part of the change that local_begin opened;
 * the same value again is no change. VA_USAGE for a value past LOCAL_TEXT_MAX,
 * VA_OVERFLOW past LOCAL_ENTRIES_MAX, VA_NOMEM; nothing is changed then.
 */
enum va_code local_set(struct locals *l, enum local_id id, const char *of,
                       const char *value, struct va_err *err);

/*
 * Everything set until the next local_begin is one change, which undo takes back whole.
 *
 * what  for the toast: "budget"; copied
 * more  it goes on with the change before when that has the same name: a slider that is
 *       dragged is undone in one
 */
void local_begin(struct locals *l, const char *what, bool more);

/* Take the last change back, or make it again. *out: its name, borrowed; NULL: there was
 * none. */
enum va_code local_undo(struct locals *l, const char **out);
enum va_code local_redo(struct locals *l, const char **out);

/* Visit every value of an id, in the order of their names. */
void local_each(const struct locals *l, enum local_id id,
                void (*visit)(void *ctx, const char *of, const char *value), void *ctx);

/* A number that grows with every change, undo and redo included: for caches. */
int64_t local_version(const struct locals *l);

/* Was anything set that undo could take back, now or before? Where one looks, and lines
 * of the palette, are no such thing. */
bool locals_have_choices(const struct locals *l);

/* As the lines of a state file, and back. Lines that are not understood are passed over;
 * *out_bad counts them. VA_NOMEM. */
void locals_write(const struct locals *l, struct buf *out);
enum va_code locals_read(struct locals *l, const char *text, size_t len,
                         int32_t *out_bad);

/* "budget"; a static string. */
const char *local_word(enum local_id id);

#endif

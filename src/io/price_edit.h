/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if a price were another? Cells of price tables, changed in memory: every question
 * asked of the tables finds the changed prices from then on. Nothing is written until
 * prices_keep, which makes a price file of the user's (an overlay) of them; installed
 * files are never touched. A change replaces the bytes of one value in the file's text,
 * and the text is read again by the reader of all price files.
 *
 * Not while another thread asks for prices: what a question borrowed goes with a change.
 */
#ifndef VA_IO_PRICE_EDIT_H
#define VA_IO_PRICE_EDIT_H

#include "base/text.h"
#include "io/price.h"

enum {
    PRICE_KEY_MAX = 40,
    PRICE_CELL_TEXT_MAX = 64,
    PRICE_CELLS_MAX = 160, /* of a table in a region */
    PRICE_EDITS_MAX = 64   /* of a file */
};

/* What a cell of a table says, and how a new value of it is written. */
/* clang-format off */
#define PRICE_CELL_KINDS(X) /* name, what is expected */                          \
    X(USD,   "a decimal number of US dollars with at most 12 decimals, such as "  \
             "0.0000166667")                                                      \
    X(COUNT, "a whole number from 0 to 1,000,000,000,000,000")                    \
    X(MS,    "a whole number of milliseconds")                                    \
    X(INIT,  "free or billed")
/* clang-format on */
enum price_cell_kind {
#define X(name, expected) PRICE_CELL_##name,
    PRICE_CELL_KINDS(X)
#undef X
        PRICE_CELL_KIND_COUNT
};
const char *price_cell_expected(enum price_cell_kind kind);

/* Which price it is. */
enum price_cell_what {
    PRICE_STEP,          /* billing step */
    PRICE_LEAST,         /* least time billed */
    PRICE_INIT,          /* is the init of cold starts billed? */
    PRICE_FREE_REQUESTS, /* invocations that the free tier gives a month */
    PRICE_FREE_CALLS,    /* calls of an API that it gives */
    PRICE_REQUEST,       /* of an invocation */
    PRICE_UNIT,          /* of a unit, in a tier, or of a billing step at a size */
    PRICE_UNIT_FREE,     /* units that the free tier gives */
    PRICE_UNIT_FROM,     /* the first unit of the tier */
    PRICE_CALL,          /* of a call of an API, in a tier */
    PRICE_CALL_FROM
};

/*
 * A cell. Its key is unique in the table and region: "step", "least", "init",
 * "free-requests", "free-calls", "request", "call", "call:2" (its second tier),
 * "call:2:from", "GB-s", "GB-s:2", "GB-s:2:from", "GB-s:free", "size-step:512",
 * "size-step:512:free".
 */
struct price_cell {
    char key[PRICE_KEY_MAX];
    char place[96];                  /* in the file: "tables[2].regions[0].request_usd" */
    char value[PRICE_CELL_TEXT_MAX]; /* "0.0000166667", "400000", "billed" */
    enum price_cell_kind kind;
    enum price_cell_what what;
    enum tariff_unit unit; /* of PRICE_UNIT* */
    int32_t memory_mb;     /* of size-step; else 0 */
    int32_t tier;          /* from 1 */
    int64_t from;          /* of the tier: first unit a month */
    bool regional;         /* of a group of regions; else of the table in all regions */
    bool edited;
};

/* Whose cells. Borrowed. */
struct price_place {
    const char *name;   /* platform or API */
    const char *table;  /* name of the table */
    const char *region; /* NULL or "": the table's default region */
};

/*
 * The table and region that a question means: q->table, or the newest that holds on the
 * day; q->region where the table has it, else its default. Texts are borrowed from the
 * tables until a change. Returns as prices_platform.
 */
enum va_code prices_place(struct prices *p, const struct price_query *q,
                          struct price_place *out, struct va_err *err);

/* The cells of a table in a region: at most PRICE_CELLS_MAX. VA_DATA for an unknown name,
 * table or region. */
enum va_code prices_cells(struct prices *p, const struct price_place *at,
                          struct price_cell *out, int32_t *out_n, struct va_err *err);

/*
 * Regions of a table that share their prices: the name of group i (the default region
 * where it is one of them, else their first), and how many they are. NULL past the end,
 * or without such a table. Borrowed until a change.
 */
const char *prices_group(struct prices *p, const struct price_place *at, int32_t i,
                         int32_t *out_n);

/* The group that a region belongs to; -1: none. */
int32_t prices_group_of(struct prices *p, const struct price_place *at);

/*
 * Change a cell. The same value as the saved one takes the change back.
 *
 * text  what people type: dollars (also "$0.002"), a whole number (also "400,000"), ms
 *       (also "100ms"), a word
 *
 * Returns VA_OK; VA_USAGE when the text is not what the cell expects; VA_DATA for an
 * unknown name, table, region or cell (err names the nearest), when the table would be
 * wrong with it, or past PRICE_EDITS_MAX; VA_NOMEM. Nothing changes on failure.
 */
enum va_code prices_set(struct prices *p, const struct price_place *at, const char *key,
                        const char *text, struct va_err *err);

/* Take a change back; VA_OK also when there was none. */
enum va_code prices_unset(struct prices *p, const struct price_place *at, const char *key,
                          struct va_err *err);

/* Take all changes back. */
void prices_unset_all(struct prices *p);

/* A change. Texts are the list's own. */
struct price_edit {
    char table[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1]; /* one that the cell holds for */
    struct price_cell cell;         /* its value is the new one */
    char was[PRICE_CELL_TEXT_MAX];
};

/* How many changes there are, and one of them: by name, in the order made. Borrowed. */
int32_t prices_edits(const struct prices *p);
const struct price_edit *prices_edit(const struct prices *p, int32_t i,
                                     const char **out_name);

/* Make the changes of one set of tables in another (of a thread of its own). The other's
 * changes are taken back first. */
enum va_code prices_edit_copy(struct prices *to, const struct prices *from,
                              struct va_err *err);

/* Look at the prices as saved for a while, and back at the changed ones. */
void prices_set_aside(struct prices *p, bool aside);

/* Changes each time that questions may find something else than before. */
uint32_t prices_generation(const struct prices *p);

/*
 * Write every changed file into the folder of the user's overlays, which is made when it
 * is not there: whole or not at all, in the place of what is there. Tables with changes
 * are no longer verified there, and their notes begin with what is changed. The changes
 * are the saved state then. A file that somebody else changed since it was read is left
 * alone.
 *
 * visit  told of each file written; may be NULL
 *
 * Returns VA_OK; VA_DATA when a file there is not the one that was read; VA_IO, VA_NOMEM.
 * Files before the one at fault are kept.
 */
enum va_code prices_keep(struct prices *p, const char *overlay_dir,
                         void (*visit)(void *ctx, const char *path), void *ctx,
                         struct va_err *err);

#endif

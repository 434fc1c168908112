/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to local*.c: values in order, and the changes that made them. */
#ifndef VA_TUI_LOCAL_PARTS_H
#define VA_TUI_LOCAL_PARTS_H

#include "tui/local.h"

enum {
    LOCAL_WHAT_MAX = 64,                      /* bytes of the name of a change */
    LOCAL_BYTES_MAX = LOCAL_FILE_MAX / 8 * 3, /* of all values and names: they fit into a
                                                 file even when each byte is escaped */
    LOCAL_EDITS_MAX = LOCAL_ENTRIES_MAX * 2   /* of one change */
};

/* A value that is set. of: "" for a setting of no workload. */
struct local_entry {
    enum local_id id;
    char *of, *value; /* owned */
};

/* One value before and after; NULL: not set. */
struct local_edit {
    enum local_id id;
    char *of, *before, *after; /* owned */
};

struct local_change {
    char what[LOCAL_WHAT_MAX];
    struct local_edit *edits; /* owned */
    int32_t n, cap;
};

struct locals {
    struct local_entry *entries; /* by id, then name; owned */
    int32_t n, cap;
    size_t bytes;                                /* of names and values */
    struct local_change changes[LOCAL_UNDO_MAX]; /* oldest first */
    int32_t n_changes, n_done;                   /* those past n_done were undone */
    bool open;                                   /* edits belong to the last one done */
    char what[LOCAL_WHAT_MAX];                   /* of the next change */
    int64_t version;
};

/* A copy that free() frees; NULL for NULL, or out of memory. */
char *local_copy(const char *text);

/* Is it a setting of a workload? */
bool local_is_each(enum local_id id);

/* Is the entry before (-1), at (0) or behind (1) that id and name? */
int local_compare(const struct local_entry *e, enum local_id id, const char *of);

/* Where the entry is, or would be; *out_found. */
int32_t local_place(const struct locals *l, enum local_id id, const char *of,
                    bool *out_found);

/* Room for so many more entries: VA_NOMEM. */
enum va_code local_reserve(struct locals *l, int32_t more);

/* Set or unset without a trace in the history. of and value become the entries'; either
 * is freed when it is not needed. There is room. */
void local_put(struct locals *l, enum local_id id, char *of, char *value);

/* Remember an edit; it becomes the history's on success alone. VA_NOMEM, VA_OVERFLOW. */
enum va_code local_remember(struct locals *l, struct local_edit *e);

/* A change of the name after the last one done; those undone are forgotten, and the
 * oldest when there are too many. */
struct local_change *local_change_add(struct locals *l, const char *what);
void local_change_clear(struct local_change *c);
void local_change_drop(struct locals *l, int32_t at); /* out of the list */
/* An edit at the end of a change. VA_NOMEM, VA_OVERFLOW. */
enum va_code local_change_edit(struct local_change *c, const struct local_edit *e);
void local_edit_clear(struct local_edit *e);

#endif

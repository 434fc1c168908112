/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a document as an aligned table for people. */
#ifndef VA_APP_TABLE_H
#define VA_APP_TABLE_H

#include "base/buf.h"
#include "base/json.h"

/* How a value is said. A null or missing value is "-" (CELL_MARK: nothing). */
enum cell_kind {
    CELL_TEXT,    /* as it is, to the left; the others stand to the right */
    CELL_INT,     /* with thousands separators */
    CELL_TIME,    /* a number of ms: "71.9 s" */
    CELL_USD,     /* dollars: "$0.0019995" */
    CELL_CENTS,   /* dollars to the cent: "$1,999.50" */
    CELL_PERCENT, /* a ratio: "12.5%" */
    CELL_NUMBER,  /* four decimals at most */
    CELL_MARK,    /* the column's head where true, nothing where false */
};

struct column {
    const char *path; /* inside a row */
    const char *head;
    enum cell_kind kind;
};

enum { TABLE_COLUMNS_MAX = 16, TABLE_CELL_BYTES = 256 };

/* What a cell says, into TABLE_CELL_BYTES; "" for nothing. */
void table_cell(char *cell, const struct json *row, const struct column *column);

/* Does a column stand to the left, as words do? */
bool table_is_left(const struct column *column);

/* Write a head and a line for each row, indented by two spaces; nothing without rows. A
 * column that is "-" or empty in every row is left out. n <= TABLE_COLUMNS_MAX. */
void table_write(const struct json *rows, const struct column *columns, int n,
                 struct buf *out);

/* Does the path have the same text in every row? */
bool table_is_constant(const struct json *rows, const char *path);

#endif

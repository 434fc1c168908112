/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the readers of the import formats share. Private to src/io/import*.c.
 *
 * A reader looks at the first bytes, picks a shape (a format in one of its forms), and
 * then works in one of two ways: lines as they come, or one document at the end.
 */
#ifndef VA_IO_IMPORT_READER_H
#define VA_IO_IMPORT_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/import.h"
#include "io/lines.h"

struct cJSON;

enum { IMPORT_HEAD_MAX = 1 << 16, IMPORT_PATH_MAX = 96 };

/* The first bytes of the input, as the shapes see them. */
struct import_head {
    const char *text; /* after a byte order mark and white space; not NUL-terminated */
    size_t len;
    bool whole; /* nothing follows */
};

/* Bytes that were not read yet. */
struct plain_bytes {
    const char *at;
    const char *end;
};

/* A format in one of its forms. */
struct import_shape {
    enum import_format format;
    const char *what;                                /* for messages */
    bool (*matches)(const struct import_head *head); /* for --from auto */
    bool json;                                       /* reads JSON */
    bool check_utf8;                                 /* of every line */
    size_t state_size;                               /* bytes of r->state, zeroed */
    enum va_code (*start)(struct import_reader *r, struct va_err *err); /* may be NULL */
    /* One of the two: */
    enum va_code (*line)(void *reader, const struct line *line, struct va_err *err);
    enum va_code (*document)(struct import_reader *r, const char *text, size_t len,
                             struct va_err *err);
    enum va_code (*end)(struct import_reader *r, struct va_err *err); /* may be NULL */
    void (*clear)(struct import_reader *r);                           /* may be NULL */
    /* A shape that takes lines may take plain ones by itself; may be NULL. See
     * plain_read(). */
    enum va_code (*plain)(struct import_reader *r, struct plain_bytes *bytes,
                          struct va_err *err);
};

struct import_reader {
    struct import_options options;
    struct import_sink sink;
    /* Rows at once, to the sink's ctx, when they can be; NULL: one by one. */
    enum va_code (*take_rows)(void *ctx, const struct sample_rows *rows,
                              struct va_err *err);
    struct import_report report;
    const struct import_shape *shape; /* NULL while the head is collected */
    struct buf bytes;                 /* the head, then a document */
    struct lines lines;
    void *state;       /* of the shape */
    bool failed;       /* only close is left */
    bool any_workload; /* a workload's facts were handed on */
};

/* Where in the input a sample stands, and what is known of it. */
struct place {
    int64_t line;         /* from 1; 0: none, then path says where */
    const char *path;     /* such as "results[3]" */
    const char *named;    /* workload's name as the record suggests it; NULL: none */
    const char *platform; /* of the format, when nothing else says; NULL: none */
    bool checked;         /* it is a row of import_row.h: names and ranges are good */
};

/* import_shapes.c: the table of shapes, ended by one without `what`. */
extern const struct import_shape *const import_shapes[];

/*
 * Hand a sample on: fill what is open from the options, check it, count it. A bad sample
 * is VA_DATA "name:line: column: what", or counted and left out with skip_bad (VA_OK).
 */
enum va_code import_emit(struct import_reader *r, struct sample *s,
                         const struct place *place, struct va_err *err);

/* A set of columns (enum row_column) that are not there and that no option gives. */
#define IMPORT_LACKS(column) (1U << (unsigned)(column))

/* Their names with commas between, each in a pair of quotes; cut at size. */
void import_list_missing(char *out, size_t size, unsigned missing, const char *quote);

/* How to give workload, platform and size where they are missing, after another hint
 * ("": none), as the error's hint. */
void import_hint_missing(struct va_err *err, unsigned missing, const char *before);

/* The parts of it: what the sample leaves open, from the options and then from the place;
 * and handing on a sample that was checked. */
void import_fill(const struct import_reader *r, struct sample *s,
                 const struct place *place);
enum va_code import_hand_on(struct import_reader *r, const struct sample *s,
                            struct va_err *err);

/* A row that cannot become a sample: why ("column: what") is in row_err. Returns VA_OK
 * when it is left out, else err is set. Codes other than VA_DATA are passed on. */
enum va_code import_bad_row(struct import_reader *r, const struct place *place,
                            const struct va_err *row_err, struct va_err *err);

/* Remember a warning once; those past IMPORT_WARNINGS_MAX are dropped. */
void import_warn(struct import_reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Fail with "name: ..." or, with a line, "name:line: ...". */
enum va_code import_fail(const struct import_reader *r, int64_t line, const char *what,
                         struct va_err *err);
enum va_code import_no_memory(const struct import_reader *r, struct va_err *err);

/* Does the head hold this key of a JSON object: "key" and then a colon? */
bool head_has_key(const struct import_head *head, const char *key);
bool head_has_text(const struct import_head *head, const char *text);
bool head_is_json(const struct import_head *head);
/* Is this a cell of the head's first line, read as CSV? */
bool head_has_column(const struct import_head *head, const char *name);
bool head_first_line_is_whole_json(const struct import_head *head);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raw samples as vadvise CSV and JSON Lines (importing them again gives equal samples),
 * and the visualisation link of AWS Lambda Power Tuning.
 */
#ifndef VA_IO_EXPORT_H
#define VA_IO_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "core/sample.h"
#include "io/store.h"

enum export_format { EXPORT_CSV, EXPORT_JSONL };

/* What stands before the first sample: the CSV header line; nothing for JSON Lines. */
void export_header(enum export_format format, struct buf *out);

/* One checked sample as a line: every CSV column, or the fields that were reported. */
void export_sample(enum export_format format, const struct sample *s, struct buf *out);

enum { EXPORT_FIELDS = 20, EXPORT_NUMBER_BYTES = 48 };

/* A field of a sample: its column's name, and its value as the formats write it. */
struct export_field {
    const char *name; /* a static string */
    bool reported;
    bool is_number;   /* else a text, as dates are */
    const char *text; /* borrowed from the sample, or `number` */
    char number[EXPORT_NUMBER_BYTES];
};

/* Field i of a checked sample, 0 to EXPORT_FIELDS - 1, in the order of the CSV. VA_OK or
 * VA_NOMEM. */
enum va_code export_field(const struct sample *s, int i, struct export_field *out);

/* One point of a Power Tuning curve. */
struct export_point {
    int32_t memory_mb;  /* 1 to 32767: the link holds 16 bits */
    double duration_ms; /* mean, finite, >= 0 */
    int64_t cost_pusd;  /* mean cost of an invocation, >= 0 */
};

/*
 * Append "https://lambda-power-tuning.show/#<sizes>;<ms>;<dollars>": base64 of
 * little-endian 16-bit integers and 32-bit floats.
 *
 * Returns VA_OK; VA_DOMAIN for no points or a value out of range; the buffer's failure.
 * Source: github.com/alexcasalboni/aws-lambda-power-tuning, lambda/utils.js.
 */
enum va_code export_tuning_link(const struct export_point *points, size_t n,
                                struct buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an input is and a result goes: s3://, gs://, http(s)://, file:// locations. */
#ifndef VA_FN_PLACE_H
#define VA_FN_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "fn/job.h"

enum fn_place_kind { FN_PLACE_FILE, FN_PLACE_HTTP, FN_PLACE_S3, FN_PLACE_GCS };

enum { FN_BUCKET_MAX = 256 };

struct fn_place {
    enum fn_place_kind kind;
    char bucket[FN_BUCKET_MAX]; /* S3, GCS */
    char path[FN_WORD_MAX];     /* the key, the absolute path, or the whole URL */
};

/*
 * Understand a location. Refused are control characters, "." and ".." as a step of a path
 * (also percent-encoded), a user or a fragment in a URL: a location means what its
 * beginning says. VA_DATA; err names no more than the location.
 */
enum va_code fn_place_read(const char *text, struct fn_place *out, struct va_err *err);

/* Is it one of the allowed, or below one that ends in "/"? "*" allows all. */
bool fn_place_allowed(const char *text, const struct fn_list *allow);

/* The end of the last name, with its dot, when it is short and plain; else "". Borrowed
 * from the place. */
const char *fn_place_suffix(const struct fn_place *place);

#endif

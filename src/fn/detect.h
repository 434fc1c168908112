/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for faces in an image with an API: Amazon Rekognition, Google Vision. */
#ifndef VA_FN_DETECT_H
#define VA_FN_DETECT_H

#include "fn/job.h"
#include "fn/transfer.h"

/* What it took, added up over images, and what the last one had. */
struct fn_calls {
    int64_t n;           /* that may be billed */
    int64_t n_throttled; /* replies that asked to slow down */
    int32_t faces;
};

/*
 * Count the faces in an image file (JPEG or PNG; Rekognition takes at most 5 MB, Vision
 * 7.5 MB as content). Throttled calls are made again, each time after a longer wait,
 * until the end of the invocation or eight times.
 *
 * Returns VA_OK; VA_DATA for a reply that is no answer, or an image too large; VA_NETWORK
 * with what the API said; VA_CONFIG, VA_IO, VA_NOMEM.
 */
enum va_code fn_detect(struct fn_clients *c, enum fn_detector detector, const char *image,
                       struct fn_calls *calls, struct va_err *err);

#endif

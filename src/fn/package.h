/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages of the measurement function: for AWS Lambda, Cloud Run, this machine. */
#ifndef VA_FN_PACKAGE_H
#define VA_FN_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum package_target { PACKAGE_LAMBDA, PACKAGE_CLOUD_RUN, PACKAGE_LOCAL, PACKAGE_TARGETS };

enum { PACKAGE_WITH_MAX = 16 };

struct package_request {
    enum package_target target;
    const char *template;     /* a name, or a file: with a '/'; NULL: an empty job */
    const char *template_dir; /* where names are looked for */
    const char *function;     /* the program vadvise-fn */
    const char *launcher;     /* the program vadvise-fn-launch */
    const char *certificates; /* PEM; NULL: those of this system */
    const char *with[PACKAGE_WITH_MAX]; /* programs, libraries and files to take along */
    int32_t n_with;
    const char *output; /* NULL: package_default_output */
};

struct package_made {
    const char *output;
    int64_t bytes;     /* of the zip; of the files, where there is none */
    int64_t raw_bytes; /* of the files */
    int32_t n_files;
    bool large; /* a zip that Lambda takes only from S3 */
};

/* "lambda"; NULL past the last. */
const char *package_target_name(enum package_target t);

/* "vadvise-fn.zip" */
const char *package_default_output(enum package_target t);

/*
 * Make a package. VA_DATA for what does not fit together or into the platform's limits,
 * VA_CONFIG for a template or certificates that are not there or no good, VA_IO,
 * VA_NOMEM.
 */
enum va_code package_make(const struct package_request *request, struct package_made *out,
                          struct va_err *err);

/* Say what was made: for people, and as one line of JSON (vadvise.fn-package/1). */
void package_say(const struct package_request *request, const struct package_made *made,
                 struct buf *out);
enum va_code package_write(const struct package_request *request,
                           const struct package_made *made, struct buf *out);

#endif

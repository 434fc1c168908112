/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The workloads that come with vadvise: NAME.json (facts, published curves) and NAME.csv
 * (samples) in the installed data folder; a workload may have either or both.
 */
#ifndef VA_IO_BUNDLE_H
#define VA_IO_BUNDLE_H

#include "base/err.h"
#include "core/workload.h"

/* Is there one of that name? */
bool bundle_has(const char *dir, const char *name);

/* Load one; sample_data is set. VA_DATA when there is none of that name. out is cleared
 * by the caller and empty on failure. */
enum va_code bundle_load(const char *dir, const char *name, struct workload *out,
                         struct va_err *err);

/* Names in order. A missing folder has none. */
enum va_code bundle_names(const char *dir,
                          enum va_code (*visit)(void *ctx, const char *name), void *ctx,
                          struct va_err *err);

/* Raw samples of one; none when it is a published curve alone. */
enum va_code bundle_samples(const char *dir, const char *name,
                            enum va_code (*visit)(void *ctx, const struct sample *sample),
                            void *ctx, struct va_err *err);

#endif

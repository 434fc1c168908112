/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which Cloud Function is meant, from a URL or a name, with what else the URL tells:
 *   https://REGION-PROJECT.cloudfunctions.net/NAME    (1st gen; also 2nd)
 *   https://SERVICE-HASH-RC.a.run.app                 (2nd gen)
 *   https://SERVICE-PROJECTNUMBER.REGION.run.app      (2nd gen)
 * "{memory}" in either stands for the size in MB: one function a size.
 */
#ifndef VA_PROBE_GCF_PLACE_H
#define VA_PROBE_GCF_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "io/probe_settings.h"

#define GCF_MEMORY "{memory}"

struct gcf_place {
    bool second;                      /* 2nd gen */
    bool per_size;                    /* one function a size */
    char url[PROBE_TEXT_MAX];         /* "" not known */
    char function[TEXT_NAME_MAX + 1]; /* "" not known; of the 2nd gen, the service */
    char project[TEXT_NAME_MAX + 1];  /* "" not known */
    char region[TEXT_NAME_MAX + 1];   /* "" not known */
};

/*
 * From the settings, then the URL, then the environment (CLOUDSDK_CORE_PROJECT,
 * GOOGLE_CLOUD_PROJECT, GCLOUD_PROJECT; CLOUDSDK_FUNCTIONS_REGION). `function` may be a
 * full resource name. VA_USAGE for a URL or a name that is none; VA_CONFIG when neither
 * is given.
 */
enum va_code gcf_place_read(const struct probe_settings *settings,
                            const char *(*variable)(void *ctx, const char *name),
                            void *ctx, struct gcf_place *out, struct va_err *err);

/* Are project, region and name known, as Google's APIs want them? */
bool gcf_place_is_named(const struct gcf_place *p);

/* A text with the size in the place of each "{memory}". VA_USAGE when it does not fit. */
enum va_code gcf_place_fill(const char *text, int32_t memory_mb, char *out, size_t size,
                            struct va_err *err);

/* "projects/P/locations/R/functions/F" of a size; VA_CONFIG naming what is not known. */
enum va_code gcf_place_resource(const struct gcf_place *p, int32_t memory_mb,
                                char out[PROBE_TEXT_MAX], struct va_err *err);

/* Is it such a resource name, safe to be put into a URL? */
bool gcf_is_resource(const char *text);

/* What an identity token is for: the URL without its query; of a Cloud Run service (its
 * host ends in .run.app) without its path. */
void gcf_audience(const char *url, char *out, size_t size);

#endif

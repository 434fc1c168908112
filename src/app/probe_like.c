/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others measure. */
#include "app/probe_like.h"

#include <string.h>

#include "base/text.h"

enum { LIKE_SIZES_MAX = 16 };

struct like {
    const char *name, *text;
    int32_t sizes_mb[LIKE_SIZES_MAX]; /* 0 ends them */
    int32_t runs;
    bool drop_first;
};

static const struct like likes[] = {
    /* The measurement study of video processing on serverless platforms (NOSSDAV 2019):
     * ten warm invocations one after another; its range for face detection on AWS Lambda
     * in steps of 256 MB. */
    { .name = "paper",
      .text = "10 warm runs at each of 11 sizes from 448 to 3008 MB",
      .sizes_mb = { 448, 704, 960, 1216, 1472, 1728, 1984, 2240, 2496, 2752, 3008 },
      .runs = 10,
      .drop_first = true },
    /* AWS Lambda Power Tuning, README-INPUT-OUTPUT.md: the default of powerValues; num
     * has no default, "recommended: between 10 and 100". Its first run at a size is cold
     * and counts. https://github.com/alexcasalboni/aws-lambda-power-tuning */
    { .name = "power-tuning",
      .text = "10 runs at each of 128, 256, 512, 1024, 1536 and 3008 MB",
      .sizes_mb = { 128, 256, 512, 1024, 1536, 3008 },
      .runs = 10 },
    /* Parrotfish, src/configuration/defaults.py and src/recommendation/sampler.py: where
     * it starts, the ends of 128 to 3008 MB and the size at a third of them, with
     * min_sample_per_config runs each; what it measures after that depends on the
     * results. https://github.com/ubc-cirrus-lab/parrotfish */
    { .name = "parrotfish",
      .text = "its first samples: 4 runs at 128, 1089 and 3008 MB",
      .sizes_mb = { 128, 1089, 3008 },
      .runs = 4 },
};
enum { LIKE_COUNT = sizeof likes / sizeof likes[0] };

const char *
probe_like_name(int32_t i)
{
    return i >= 0 && i < LIKE_COUNT ? likes[i].name : NULL;
}

const char *
probe_like_text(int32_t i)
{
    return i >= 0 && i < LIKE_COUNT ? likes[i].text : NULL;
}

static enum va_code
unknown(const char *name, struct va_err *err)
{
    const char *names[LIKE_COUNT];
    const char *near = NULL;

    for (int32_t i = 0; i < LIKE_COUNT; i++)
        names[i] = likes[i].name;
    near = text_closest(name, names, LIKE_COUNT);
    va_fail(err, VA_USAGE, "--like: there is no plan '%s'", name);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    else
        va_hint(err, "there are paper, power-tuning and parrotfish");
    return VA_USAGE;
}

enum va_code
probe_like_fill(const char *name, struct probe_settings *s, struct va_err *err)
{
    const struct like *like = NULL;

    for (int32_t i = 0; i < LIKE_COUNT && !like; i++)
        like = strcmp(likes[i].name, name) == 0 ? &likes[i] : NULL;
    if (!like)
        return unknown(name, err);
    s->mode = PROBE_FIXED;
    s->drop_first = s->drop_first || like->drop_first;
    if (s->runs == 0)
        s->runs = like->runs;
    if (s->n_sizes > 0)
        return VA_OK;
    for (int32_t i = 0; i < LIKE_SIZES_MAX && like->sizes_mb[i]; i++)
        s->sizes_mb[s->n_sizes++] = like->sizes_mb[i];
    return VA_OK;
}

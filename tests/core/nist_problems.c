/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models, two starts each, and the certified parameters, errors and rest. */
#include <math.h>
#include <stddef.h>

#include "nist.h"
#include "nist_large.h"
#include "nist_small.h"

/* The k-th predictor of row i. */
static double
predictor(const void *context, int32_t i, int32_t k)
{
    const struct nist *p = context;

    return p->data[i * p->columns + k];
}

static double
danwood_value(const void *context, int32_t i, const double *b)
{
    return b[0] * pow(predictor(context, i, 1), b[1]);
}

static void
danwood_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double x = predictor(context, i, 1);

    out[0] = pow(x, b[1]);
    out[1] = b[0] * out[0] * log(x);
}

static double
rising_value(const void *context, int32_t i, const double *b)
{
    return b[0] * -expm1(-b[1] * predictor(context, i, 1));
}

static void
rising_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double x = predictor(context, i, 1);

    out[0] = -expm1(-b[1] * x);
    out[1] = b[0] * x * exp(-b[1] * x);
}

static double
misra1b_value(const void *context, int32_t i, const double *b)
{
    return b[0] * (1 - pow(1 + b[1] * predictor(context, i, 1) / 2, -2));
}

static double
chwirut2_value(const void *context, int32_t i, const double *b)
{
    const double x = predictor(context, i, 1);

    return exp(-b[0] * x) / (b[1] + b[2] * x);
}

static double
mgh09_value(const void *context, int32_t i, const double *b)
{
    const double x = predictor(context, i, 1);

    return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
}

static double
mgh10_value(const void *context, int32_t i, const double *b)
{
    return b[0] * exp(b[1] / (predictor(context, i, 1) + b[2]));
}

static void
mgh10_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double from = predictor(context, i, 1) + b[2];

    out[0] = exp(b[1] / from);
    out[1] = b[0] * out[0] / from;
    out[2] = -out[1] * b[1] / from;
}

/* Ratio of polynomials: n coefficients above, then those below but for the constant 1. */
static double
ratio(const void *context, int32_t i, const double *b, int32_t n)
{
    const struct nist *p = context;
    const double x = predictor(context, i, 1);
    double above = 0;
    double below = 0;

    for (int32_t j = n - 1; j >= 0; j--)
        above = above * x + b[j];
    for (int32_t j = p->n_parameters - 1; j >= n; j--)
        below = (below + b[j]) * x;
    return above / (1 + below);
}

static double
cubic_value(const void *context, int32_t i, const double *b)
{
    return ratio(context, i, b, 4);
}

static double
quadratic_value(const void *context, int32_t i, const double *b)
{
    return ratio(context, i, b, 3);
}

static double
rat42_value(const void *context, int32_t i, const double *b)
{
    return b[0] / (1 + exp(b[1] - b[2] * predictor(context, i, 1)));
}

static void
rat42_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double x = predictor(context, i, 1);
    const double e = exp(b[1] - b[2] * x);

    out[0] = 1 / (1 + e);
    out[1] = -b[0] * e / ((1 + e) * (1 + e));
    out[2] = -x * out[1];
}

static double
rat43_value(const void *context, int32_t i, const double *b)
{
    return b[0] * pow(1 + exp(b[1] - b[2] * predictor(context, i, 1)), -1 / b[3]);
}

static double
eckerle4_value(const void *context, int32_t i, const double *b)
{
    const double z = (predictor(context, i, 1) - b[2]) / b[1];

    return b[0] / b[1] * exp(-z * z / 2);
}

static double
bennett5_value(const void *context, int32_t i, const double *b)
{
    return b[0] * pow(b[1] + predictor(context, i, 1), -1 / b[2]);
}

static void
bennett5_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double x = b[1] + predictor(context, i, 1);

    out[0] = pow(x, -1 / b[2]);
    out[1] = -b[0] * out[0] / (b[2] * x);
    out[2] = b[0] * out[0] * log(x) / (b[2] * b[2]);
}

static double
nelson_value(const void *context, int32_t i, const double *b)
{
    return b[0] - b[1] * predictor(context, i, 1) * exp(-b[2] * predictor(context, i, 2));
}

static void
nelson_gradient(const void *context, int32_t i, const double *b, double *out)
{
    const double e = exp(-b[2] * predictor(context, i, 2));

    out[0] = 1;
    out[1] = -predictor(context, i, 1) * e;
    out[2] = -b[1] * predictor(context, i, 2) * out[1];
}

/* Initializers of data, n and columns. */
#define ROWS(table) (int32_t)(sizeof(table) / sizeof((table)[0]))
#define COLUMNS(table) (int32_t)(sizeof((table)[0]) / sizeof((table)[0][0]))
#define DATA(table) &(table)[0][0], ROWS(table), COLUMNS(table)

/* clang-format off */
const struct nist nist_problems[NIST_PROBLEMS] = {
    { .name = "DanWood", DATA(danwood), 2, danwood_value, danwood_gradient,
      .start = { { 1, 5 }, { 0.7, 4 } },
      .parameter = { 7.6886226176e-01, 3.8604055871e+00 },
      .sd = { 1.8281973860e-02, 5.1726610913e-02 },
      .rss = 4.3173084083e-03 },
    { .name = "Misra1a", DATA(misra1), 2, rising_value, rising_gradient,
      .start = { { 500, 0.0001 }, { 250, 0.0005 } },
      .parameter = { 2.3894212918e+02, 5.5015643181e-04 },
      .sd = { 2.7070075241e+00, 7.2668688436e-06 },
      .rss = 1.2455138894e-01 },
    { .name = "Misra1b", DATA(misra1), 2, misra1b_value, NULL,
      .start = { { 500, 0.0001 }, { 300, 0.0002 } },
      .parameter = { 3.3799746163e+02, 3.9039091287e-04 },
      .sd = { 3.1643950207e+00, 4.2547321834e-06 },
      .rss = 7.5464681533e-02 },
    { .name = "Chwirut2", DATA(chwirut2), 3, chwirut2_value, NULL,
      .start = { { 0.1, 0.01, 0.02 }, { 0.15, 0.008, 0.010 } },
      .parameter = { 1.6657666537e-01, 5.1653291286e-03, 1.2150007096e-02 },
      .sd = { 3.8303286810e-02, 6.6621605126e-04, 1.5304234767e-03 },
      .rss = 5.1304802941e+02 },
    { .name = "BoxBOD", DATA(boxbod), 2, rising_value, rising_gradient,
      .start = { { 1, 1 }, { 100, 0.75 } },
      .parameter = { 2.1380940889e+02, 5.4723748542e-01 },
      .sd = { 1.2354515176e+01, 1.0455993237e-01 },
      .rss = 1.1680088766e+03 },
    { .name = "MGH09", DATA(mgh09), 4, mgh09_value, NULL,
      .start = { { 25, 39, 41.5, 39 }, { 0.25, 0.39, 0.415, 0.39 } },
      .parameter = { 1.9280693458e-01, 1.9128232873e-01, 1.2305650693e-01,
                     1.3606233068e-01 },
      .sd = { 1.1435312227e-02, 1.9633220911e-01, 8.0842031232e-02, 9.0025542308e-02 },
      .rss = 3.0750560385e-04 },
    { .name = "MGH10", DATA(mgh10), 3, mgh10_value, mgh10_gradient,
      .start = { { 2, 400000, 25000 }, { 0.02, 4000, 250 } },
      .parameter = { 5.6096364710e-03, 6.1813463463e+03, 3.4522363462e+02 },
      .sd = { 1.5687892471e-04, 2.3309021107e+01, 7.8486103508e-01 },
      .rss = 8.7945855171e+01 },
    { .name = "Thurber", DATA(thurber), 7, cubic_value, NULL,
      .start = { { 1000, 1000, 400, 40, 0.7, 0.3, 0.03 },
                 { 1300, 1500, 500, 75, 1, 0.4, 0.05 } },
      .parameter = { 1.2881396800e+03, 1.4910792535e+03, 5.8323836877e+02,
                     7.5416644291e+01, 9.6629502864e-01, 3.9797285797e-01,
                     4.9727297349e-02 },
      .sd = { 4.6647963344e+00, 3.9571156086e+01, 2.8698696102e+01, 5.5675370270e+00,
              3.1333340687e-02, 1.4984928198e-02, 6.5842344623e-03 },
      .rss = 5.6427082397e+03 },
    { .name = "Rat42", DATA(rat42), 3, rat42_value, rat42_gradient,
      .start = { { 100, 1, 0.1 }, { 75, 2.5, 0.07 } },
      .parameter = { 7.2462237576e+01, 2.6180768402e+00, 6.7359200066e-02 },
      .sd = { 1.7340283401e+00, 8.8295217536e-02, 3.4465663377e-03 },
      .rss = 8.0565229338e+00 },
    { .name = "Rat43", DATA(rat43), 4, rat43_value, NULL,
      .start = { { 100, 10, 1, 1 }, { 700, 5, 0.75, 1.3 } },
      .parameter = { 6.9964151270e+02, 5.2771253025e+00, 7.5962938329e-01,
                     1.2792483859e+00 },
      .sd = { 1.6302297817e+01, 2.0828735829e+00, 1.9566123451e-01, 6.8761936385e-01 },
      .rss = 8.7864049080e+03 },
    { .name = "Eckerle4", DATA(eckerle4), 3, eckerle4_value, NULL,
      .start = { { 1, 10, 500 }, { 1.5, 5, 450 } },
      .parameter = { 1.5543827178e+00, 4.0888321754e+00, 4.5154121844e+02 },
      .sd = { 1.5408051163e-02, 4.6803020753e-02, 4.6800518816e-02 },
      .rss = 1.4635887487e-03 },
    { .name = "Bennett5", DATA(bennett5), 3, bennett5_value, bennett5_gradient,
      .start = { { -2000, 50, 0.8 }, { -1500, 45, 0.85 } },
      .parameter = { -2.5235058043e+03, 4.6736564644e+01, 9.3218483193e-01 },
      .sd = { 2.9715175411e+02, 1.2448871856e+00, 2.0272299378e-02 },
      .rss = 5.2404744073e-04 },
    { .name = "Hahn1", DATA(hahn1), 7, cubic_value, NULL,
      .start = { { 10, -1, 0.05, -0.00001, -0.05, 0.001, -0.000001 },
                 { 1, -0.1, 0.005, -0.000001, -0.005, 0.0001, -0.0000001 } },
      .parameter = { 1.0776351733e+00, -1.2269296921e-01, 4.0863750610e-03,
                     -1.4262662514e-06, -5.7609940901e-03, 2.4053735503e-04,
                     -1.2314450199e-07 },
      .sd = { 1.7070154742e-01, 1.2000289189e-02, 2.2508314937e-04, 2.7578037666e-07,
              2.4712888219e-04, 1.0449373768e-05, 1.3027335327e-08 },
      .rss = 1.5324382854e+00 },
    { .name = "Kirby2", DATA(kirby2), 5, quadratic_value, NULL,
      .start = { { 2, -0.1, 0.003, -0.001, 0.00001 },
                 { 1.5, -0.15, 0.0025, -0.0015, 0.00002 } },
      .parameter = { 1.6745063063e+00, -1.3927397867e-01, 2.5961181191e-03,
                     -1.7241811870e-03, 2.1664802578e-05 },
      .sd = { 8.7989634338e-02, 4.1182041386e-03, 4.1856520458e-05, 5.8931897355e-05,
              2.0129761919e-07 },
      .rss = 3.9050739624e+00 },
    { .name = "Nelson", DATA(nelson), 3, nelson_value, nelson_gradient,
      .log_response = true,
      .start = { { 2, 0.0001, -0.01 }, { 2.5, 0.000000005, -0.05 } },
      .parameter = { 2.5906836021e+00, 5.6177717026e-09, -5.7701013174e-02 },
      .sd = { 1.9149996413e-02, 6.1124096540e-09, 3.9572366543e-03 },
      .rss = 3.7976833176e+00 },
};
/* clang-format on */

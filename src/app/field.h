/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field of a question: the workload and every contender it leaves, priced. */
#ifndef VA_APP_FIELD_H
#define VA_APP_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "app/question.h"
#include "app/session.h"
#include "core/advise.h"
#include "core/contender.h"

enum { FIELD_TARIFFS_MAX = 32 };

/* A tariff that was resolved before, for the same question. */
struct field_tariff {
    char platform[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1];
    struct tariff tariff;
};

/* What of a question, and of the prices, a tariff depends on. */
struct field_day {
    char pricing[TEXT_NAME_MAX + 1];
    int32_t as_of_days, billing_step_ms;
    uint32_t generation;
};

struct field {
    struct workload workload;
    struct contender *contenders[ADVICE_CONTENDERS_MAX];  /* owned; past n: for reuse */
    struct api_tariff api_tariffs[ADVICE_CONTENDERS_MAX]; /* where has_api */
    int32_t n;
    struct field_tariff tariffs[FIELD_TARIFFS_MAX];
    int32_t n_tariffs;
    struct field_day day; /* that they were resolved for */
};

/* Refine the forms of every curve for showing them. Returns VA_OK or VA_NOMEM. */
enum va_code field_refine(struct field *f, struct va_err *err);

/*
 * Load the workload, fit every profile that the question's filters leave, and find its
 * prices (profile's platform, or price_as; region; day; table; billing step; API calls at
 * the volume). A profile without a price stays, with has_tariff false.
 *
 * Returns VA_OK; VA_DATA for an unknown workload, or when the filters leave nothing (err
 * says which names there are); otherwise as the price tables and the store say. out is
 * closed by the caller in every case.
 */
enum va_code field_open(struct session *s, const struct question *q, struct field *out,
                        struct va_err *err);
void field_close(struct field *f);

/*
 * The same for one workload after another, with all of the question but its workload the
 * same: field_init once; for each, put it into f->workload, and fill. What the workload
 * before left is reused. The workload is cleared by who put it there, or field_close.
 */
void field_init(struct field *f);
enum va_code field_fill(struct session *s, const struct question *q, struct field *f,
                        struct va_err *err);

/* The invocations a month that the question gives, else those stored; 0: not known. */
struct bill_volume field_volume(const struct field *f, const struct question *q);

/* The core's request for a question. Texts are not needed; sizes are borrowed from q. */
void field_request(const struct field *f, const struct question *q,
                   struct advise_request *out);

/* The same for tables of measurements: warm invocations, unless the question says which
 * share starts cold. */
void field_measured_request(const struct field *f, const struct question *q,
                            struct advise_request *out);

/*
 * Advise on the field (field_judge.c). Returns as advise() does, with the reason in
 * words: VA_DATA when nothing can be judged, or when there is a budget and no price. out
 * then holds nothing of use.
 */
enum va_code field_judge(const struct field *f, const struct advise_request *request,
                         struct advice *out, struct va_err *err);

/* Is it a platform of the arm architecture? The others are x86. */
bool field_is_arm(const char *platform);

/* Tariffs that were resolved before are forgotten when they would be others now. */
void field_keep_tariffs(struct field *f, const struct prices *prices,
                        const struct question *q);

/* Price the contender at f->n (field_price.c). */
enum va_code field_price(struct field *f, struct prices *prices, const struct question *q,
                         struct va_err *err);

/* The same contenders by the prices as they are now. Returns as field_fill. */
enum va_code field_reprice(struct field *f, struct prices *prices,
                           const struct question *q, struct va_err *err);

/* An API's prices, in the region asked for where the API is sold there, else in its
 * default region. Codes as prices_api. */
enum va_code field_api_tariff(struct prices *prices, const struct price_query *query,
                              struct api_tariff *out, struct va_err *err);

/* A platform named to price by must be one, whether it turns out to be needed or not. */
enum va_code field_check_price_as(struct prices *prices, const char *name,
                                  struct va_err *err);

#endif

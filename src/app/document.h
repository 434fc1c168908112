/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts that JSON documents share (fields: vadvise-json(7)). */
#ifndef VA_APP_DOCUMENT_H
#define VA_APP_DOCUMENT_H

#include "app/field.h"
#include "base/json.h"
#include "core/advise.h"

/* Everything starts with its schema and workload (NULL: none). */
void document_start(struct json_doc *doc, const char *schema, const char *workload);

/* A configuration object; returned so that the caller may add to it. */
struct json *document_configuration(struct json_doc *doc, struct json *in,
                                    const char *key, const struct contender *contender,
                                    const struct configuration *c);

/* The same at the root, of one of the field's contenders; null for NULL. */
void document_choice(struct json_doc *doc, const char *key, const struct field *f,
                     const struct configuration *c);

/* The same at other prices than the contender's own. */
struct document_place {
    const char *platform, *region;
};
struct json *document_configuration_at(struct json_doc *doc, struct json *in,
                                       const struct contender *contender,
                                       const struct document_place *place,
                                       const struct configuration *c);

/* What the samples say of a contender's cold starts, and the share that the request
 * counts: the object `cold`; null when none was measured. */
void document_cold(struct json_doc *doc, struct json *in, const struct contender *c,
                   const struct advise_request *request);

/* The goal object. */
void document_goal(struct json_doc *doc, struct json *in, const struct goal *g);

/* The fit object: chosen form, power law, evidence. */
void document_fit(struct json_doc *doc, struct json *in, const char *key,
                  const struct curve_report *r);

/* Price tables that were charged by, platforms' and APIs', each once: those of one
 * contender, or of all (NULL). */
void document_pricing(struct json_doc *doc, struct json *in, const struct field *f,
                      const struct contender *only);

/* Dollars, or exact picodollars; COST_UNKNOWN becomes null. */
void document_cost(struct json_doc *doc, struct json *in, const char *key, int64_t pusd);
void document_pusd(struct json_doc *doc, struct json *in, const char *key, int64_t pusd);

/* What is not known becomes null: dollars below 0, a number that is 0, a text that is
 * empty or NULL, TIME_UNKNOWN. */
void document_amount(struct json_doc *doc, struct json *in, const char *key,
                     va_int128 pusd);
void document_known(struct json_doc *doc, struct json *in, const char *key,
                    int64_t value);
void document_text(struct json_doc *doc, struct json *in, const char *key,
                   const char *text);
void document_time(struct json_doc *doc, struct json *in, const char *key, int64_t ms);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What probe runs have in common when they are told. */
#ifndef VA_APP_PROBE_WORDS_H
#define VA_APP_PROBE_WORDS_H

#include "app/table.h"
#include "base/buf.h"
#include "base/json.h"
#include "core/plan.h"
#include "io/ledger.h"
#include "io/probe_settings.h"

/* "fn:prod on aws-lambda-x86 us-east-1", "ffmpeg on local, as aws-lambda-x86". */
void probe_say_where(struct buf *out, const struct probe_settings *s);

/* A line of what the provider said: account, size, timeout; nothing for NULL. */
void probe_say_facts(struct buf *out, const struct probe_facts *f);

/* "39 min", "12 s", "2 h 5 min". */
void probe_say_span(struct buf *out, double ms);

/* Why nothing more is measured, for people. */
const char *probe_stop_words(enum plan_stop s);

/* What stands before amounts of a run: "$0 real, simulated: ", or nothing. */
const char *probe_money_mark(const struct probe_settings *s);

/* "spent $0.0269 of $0.05", "$0.0100 more in flight"; nothing where nothing is paid. */
void probe_say_money(struct buf *out, int64_t spent_pusd, int64_t reserved_pusd,
                     int64_t cap_pusd);

/* table_write without the columns that say nothing: 0 in every row. */
void probe_table(const struct json *rows, const struct column *columns, int n,
                 struct buf *out);

/* The function's place as fields: region, function or url or command, account,
 * deployed_mb. */
void probe_add_where(struct json_doc *doc, struct json *o, const struct probe_settings *s,
                     const struct probe_facts *f);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a workload file states beside samples. What it leaves open stays as it was. */
#include <math.h>

#include "io/store_import.h"

static enum va_code
state_workload(struct store_import *i, int64_t id, const struct workload *w,
               struct va_err *err)
{
    return sql_do(i->s,
                  "UPDATE workload SET now_mb = iif(?2 > 0, ?2, now_mb),"
                  " note = iif(?3 <> '', ?3, note),"
                  " volume_per_month = iif(?4 > 0, ?4, volume_per_month) WHERE id = ?1",
                  SQL_ARGS(sql_int(id), sql_int(w->now_mb), sql_text(w->note),
                           sql_int(w->volume_per_month)),
                  err);
}

static enum va_code
state_implementation(struct store_import *i, int64_t id, const struct implementation *m,
                     struct va_err *err)
{
    enum va_code code = batch_implementation(i, id, m->name, err);

    if (code)
        return code;
    return sql_do(i->s,
                  "UPDATE implementation SET calls = iif(?3 <> '', ?4, calls),"
                  " api = iif(?3 <> '', ?3, api), recall = ifnull(?5, recall)"
                  " WHERE workload_id = ?1 AND name = ?2",
                  SQL_ARGS(sql_int(id), sql_text(m->name), sql_text(m->api),
                           sql_int(m->calls_per_invocation), sql_real(m->recall)),
                  err);
}

static enum va_code
state_profile(struct store_import *i, int64_t workload_id, const struct profile *p,
              struct va_err *err)
{
    const struct curve_published *c = &p->curve;
    int64_t id = 0;
    enum va_code code = batch_profile_id(i, workload_id, p, &id, err);

    if (!code && p->duration_unknown)
        code = sql_do(i->s, "UPDATE profile SET duration_unknown = 1 WHERE id = ?1",
                      SQL_ARGS(sql_int(id)), err);
    if (code || !p->published)
        return code;
    return sql_do(i->s,
                  "UPDATE profile SET curve_a = ?2, curve_b = ?3, curve_r2 = ?4,"
                  " curve_from_mb = ?5, curve_to_mb = ?6 WHERE id = ?1",
                  SQL_ARGS(sql_int(id), sql_real(c->a), sql_real(c->b), sql_real(c->r2),
                           sql_int(c->from_mb), sql_int(c->to_mb)),
                  err);
}

static enum va_code
state_all(struct store_import *i, const struct workload *w, struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = batch_workload_id(i, w->name, &id, err);

    if (!code)
        code = batch_run(i, BATCH_ADD_PART,
                         SQL_ARGS(sql_int(i->batch_id), sql_int(id), sql_int(0)), err);
    if (!code)
        code = state_workload(i, id, w, err);
    for (int32_t k = 0; k < w->n_implementations && !code; k++)
        code = state_implementation(i, id, &w->implementations[k], err);
    for (int32_t k = 0; k < w->n_profiles && !code; k++)
        code = state_profile(i, id, &w->profiles[k], err);
    return code;
}

enum va_code
store_import_workload(struct store_import *i, const struct workload *w,
                      struct va_err *err)
{
    if (i->failed)
        return va_fail(err, i->failed, "%s: the import failed before", i->s->path);
    i->failed = state_all(i, w, err);
    return i->failed;
}

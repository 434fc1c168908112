/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of an import as ids of the store, and the limits on how many there are. */
#include "io/store_import.h"

enum va_code
batch_workload_id(struct store_import *i, const char *name, int64_t *out,
                  struct va_err *err)
{
    const struct sql_args args = SQL_ARGS(sql_text(name));
    enum va_code code = VA_OK;

    if (name[0] == '\0')
        return va_fail(err, VA_DATA, "workload: no name is given");
    code = batch_run(i, BATCH_ADD_WORKLOAD, args, err);
    return code ? code : batch_number(i, BATCH_FIND_WORKLOAD, args, out, err);
}

/* After a name was added: are there still no more than a workload may have? */
static enum va_code
check_count(struct store_import *i, enum batch_statement which, int64_t workload_id,
            int64_t most, struct va_err *err)
{
    int64_t n = 0;
    enum va_code code = batch_number(i, which, SQL_ARGS(sql_int(workload_id)), &n, err);

    if (code || n <= most)
        return code;
    return va_fail(err, VA_DATA, "a workload has more than %d %s", (int)most,
                   which == BATCH_COUNT_PROFILES ? "profiles" : "implementations");
}

enum va_code
batch_implementation(struct store_import *i, int64_t workload_id, const char *name,
                     struct va_err *err)
{
    enum va_code code = batch_run(i, BATCH_ADD_IMPLEMENTATION,
                                  SQL_ARGS(sql_int(workload_id), sql_text(name)), err);

    if (code || sql_changes(i->s) == 0)
        return code;
    return check_count(i, BATCH_COUNT_IMPLEMENTATIONS, workload_id,
                       WORKLOAD_IMPLEMENTATIONS_MAX, err);
}

enum va_code
batch_profile_id(struct store_import *i, int64_t workload_id, const struct profile *p,
                 int64_t *out, struct va_err *err)
{
    const struct sql_args args =
        SQL_ARGS(sql_int(workload_id), sql_text(p->implementation), sql_text(p->platform),
                 sql_text(p->region), sql_text(p->emulates));
    enum va_code code = VA_OK;

    if (profile_is_simulated(p) && !i->s->demo)
        return va_fail(err, VA_DATA, "emulates: '%s': of a demo, so nothing was measured",
                       p->emulates);
    code = batch_implementation(i, workload_id, p->implementation, err);
    if (!code)
        code = batch_run(i, BATCH_ADD_PROFILE, args, err);
    if (!code && sql_changes(i->s) > 0)
        code =
            check_count(i, BATCH_COUNT_PROFILES, workload_id, WORKLOAD_PROFILES_MAX, err);
    if (!code)
        code = batch_number(i, BATCH_FIND_PROFILE, args, out, err);
    if (!code)
        code = batch_run(
            i, BATCH_ADD_PART,
            SQL_ARGS(sql_int(i->batch_id), sql_int(workload_id), sql_int(*out)), err);
    return code;
}

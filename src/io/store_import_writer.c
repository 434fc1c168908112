/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writers of an import: one for each profile, found by a hash of its names. When they
 * hold too much together, all is stored and they start anew.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/store_import.h"

enum {
    FIRST_SLOTS = 64,
    MEMORY_MAX = 48 << 20, /* bytes in all writers, but for request ids, */
    IDS_MAX = 96 << 20,    /* and bytes of those */
    GROUP_BYTES = 4096,    /* of a summary, about */
    ESTIMATE_EVERY = 256   /* rows between two estimates of a writer's memory */
};

/* FNV-1a over the names, each with its NUL. */
static uint64_t
hash_names(const struct sample *s)
{
    const char *const names[] = { s->workload, s->implementation, s->platform, s->region,
                                  s->emulates };
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        const char *c = names[k];

        do {
            hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
        } while (*c++);
    }
    return hash ^ hash >> 32;
}

static bool
is_writer_of(const struct writer *w, const struct sample *s)
{
    return !strcmp(w->workload, s->workload) &&
           !strcmp(w->profile.platform, s->platform) &&
           !strcmp(w->profile.implementation, s->implementation) &&
           !strcmp(w->profile.region, s->region) &&
           !strcmp(w->profile.emulates, s->emulates);
}

static struct writer **
find_slot(const struct writer_table *t, const struct sample *s)
{
    size_t at = (size_t)hash_names(s) & (t->capacity - 1);

    while (t->slots[at] && !is_writer_of(t->slots[at], s))
        at = (at + 1) & (t->capacity - 1);
    return &t->slots[at];
}

static void
writer_free(struct writer *w)
{
    if (!w)
        return;
    pack_free(w->pack);
    batch_drop_requests(w);
    profile_clear(&w->profile);
    free(w);
}

void
batch_drop_writers(struct store_import *i)
{
    struct writer_table *t = &i->writers;

    for (size_t k = 0; k < t->capacity; k++)
        writer_free(t->slots[k]);
    free(t->slots);
    *t = (struct writer_table){ .slots = NULL };
}

/* Twice the slots; every writer finds its new one by its own names. */
static enum va_code
grow_table(struct writer_table *t)
{
    struct writer_table grown = *t;

    grown.capacity = t->capacity ? t->capacity * 2 : FIRST_SLOTS;
    grown.slots = calloc(grown.capacity, sizeof(struct writer *));
    if (!grown.slots)
        return VA_NOMEM;
    for (size_t k = 0; k < t->capacity; k++) {
        struct writer *w = t->slots[k];
        struct sample names;

        if (!w)
            continue;
        sample_init(&names);
        names.workload = w->workload;
        names.implementation = w->profile.implementation;
        names.platform = w->profile.platform;
        names.region = w->profile.region;
        names.emulates = w->profile.emulates;
        *find_slot(&grown, &names) = w;
    }
    free(t->slots);
    *t = grown;
    return VA_OK;
}

static enum va_code
make_writer(struct store_import *i, const struct sample *s, struct writer **out,
            struct va_err *err)
{
    const struct profile_key key = { s->implementation, s->platform, s->region,
                                     s->emulates };
    const size_t len = strlen(s->workload);
    struct writer *w = calloc(1, sizeof *w);
    int64_t workload_id = 0;
    enum va_code code = VA_OK;

    if (!w)
        return store_no_memory(i->s, err);
    w->memory_bytes = sizeof *w;
    code = profile_init(&w->profile, &key, err);
    if (!code && len > TEXT_NAME_MAX)
        code = va_fail(err, VA_DATA, "workload: name is longer than %d bytes",
                       TEXT_NAME_MAX);
    if (!code) {
        memcpy(w->workload, s->workload, len + 1);
        code = batch_workload_id(i, w->workload, &workload_id, err);
    }
    if (!code)
        code = batch_profile_id(i, workload_id, &w->profile, &w->profile_id, err);
    if (code) {
        writer_free(w);
        return code;
    }
    *out = w;
    return VA_OK;
}

enum va_code
batch_writer(struct store_import *i, const struct sample *s, struct writer **out,
             struct va_err *err)
{
    struct writer_table *t = &i->writers;
    struct writer **slot = NULL;
    struct writer *made = NULL;

    if (t->last &&
        ((s->names && s->names == t->last_names) || is_writer_of(t->last, s))) {
        t->last_names = s->names;
        *out = t->last;
        return VA_OK;
    }
    if (t->n * 2 >= t->capacity && grow_table(t))
        return store_no_memory(i->s, err);
    slot = find_slot(t, s);
    if (!*slot) {
        const enum va_code code = make_writer(i, s, &made, err);

        if (code)
            return code;
        assert(made);
        *slot = made;
        t->n++;
        t->memory_bytes += made->memory_bytes;
    }
    t->last = *slot;
    t->last_names = s->names;
    *out = *slot;
    return VA_OK;
}

static enum va_code
store_block(struct store_import *i, struct writer *w, struct va_err *err)
{
    const int32_t rows = pack_rows(w->pack);
    enum va_code code = pack_count(w->pack, &w->profile, err);

    if (code)
        return code;
    buf_reset(&i->packed);
    code = pack_encode(w->pack, &i->packed);
    if (code)
        return store_no_memory(i->s, err);
    return batch_run(i, BATCH_ADD_BLOCK,
                     SQL_ARGS(sql_int(w->profile_id), sql_int(i->batch_id), sql_int(rows),
                              sql_blob(i->packed.data, i->packed.len)),
                     err);
}

/* Now and then, that is: memory grows by doubling. */
static bool
is_time(const struct writer *w)
{
    const int32_t rows = pack_rows(w->pack);

    return (rows & (rows - 1)) == 0 || rows % ESTIMATE_EVERY == 0;
}

/* Keep the estimate of the memory up to date. */
static void
estimate_memory(struct writer_table *t, struct writer *w)
{
    const size_t bytes = sizeof *w + pack_memory_bytes(w->pack) +
                         (size_t)w->profile.n_groups * GROUP_BYTES;
    const size_t id_bytes = batch_requests_bytes(w);

    t->memory_bytes = t->memory_bytes - w->memory_bytes + bytes;
    t->id_bytes = t->id_bytes - w->id_bytes + id_bytes;
    w->memory_bytes = bytes;
    w->id_bytes = id_bytes;
}

/* Room for one more sample. */
static enum va_code
make_room(struct store_import *i, struct writer *w, struct va_err *err)
{
    if (!w->pack)
        w->pack = pack_alloc();
    if (!w->pack)
        return store_no_memory(i->s, err);
    return pack_is_full(w->pack) ? store_block(i, w, err) : VA_OK;
}

/* Flush when too much is held. */
static enum va_code
check_memory(struct store_import *i, struct writer *w, struct va_err *err)
{
    estimate_memory(&i->writers, w);
    return i->writers.memory_bytes > MEMORY_MAX || i->writers.id_bytes > IDS_MAX
               ? batch_flush(i, err)
               : VA_OK;
}

enum va_code
batch_write(struct store_import *i, struct writer *w, const struct sample *s,
            struct va_err *err)
{
    const enum va_code code = make_room(i, w, err);

    if (code)
        return code;
    if (pack_add(w->pack, s))
        return store_no_memory(i->s, err);
    return is_time(w) ? check_memory(i, w, err) : VA_OK;
}

enum va_code
batch_write_rows(struct store_import *i, struct writer *w, const struct sample_rows *rows,
                 struct va_err *err)
{
    enum va_code code = VA_OK;

    for (size_t at = 0, n = 0; at < rows->n && !code; at += n) {
        code = make_room(i, w, err);
        if (!code && pack_add_rows(w->pack, rows, at, &n))
            code = store_no_memory(i->s, err);
    }
    return code ? code : check_memory(i, w, err);
}

static enum va_code
flush_writer(struct store_import *i, struct writer *w, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (w->pack && pack_rows(w->pack) > 0)
        code = store_block(i, w, err);
    if (!code)
        code = batch_store_requests(i, w, err);
    return code ? code : batch_merge(i, &w->profile, w->profile_id, err);
}

enum va_code
batch_flush(struct store_import *i, struct va_err *err)
{
    struct writer_table *t = &i->writers;
    enum va_code code = VA_OK;

    for (size_t k = 0; k < t->capacity && !code; k++) {
        if (t->slots[k])
            code = flush_writer(i, t->slots[k], err);
    }
    batch_drop_writers(i);
    return code;
}

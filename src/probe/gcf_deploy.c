/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deploying sizes, and putting back what was there.
 *
 * The journal's entry, kind "deploy", holds what was deployed before the run ("was"), and
 * what the latest change sets ("set": with a mark of its own, a label), with the version
 * that was there before it ("before"). So after a crash at any point it can be told whose
 * a deployment is:
 *
 *   mark, memory and CPU of "set"   ours, made
 *   version "before"                ours, the latest change not made
 *   mark, memory and CPU of "was"   put back already
 *   anything else                   somebody else's: it is left alone
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"

/* What a mark begins with: of a run, or of a size that is to stay. */
#define MARK_RUN "run-"
#define MARK_KEPT "kept-"

enum { BUSY_WAIT_MS = 4000, BUSY_WAITS_MAX = 300 };

struct journal {
    struct gcf_wanted was, set;
    char before[64];
};

/* --- the entry --- */

static void
write_wanted(struct json_doc *doc, const char *key, const struct gcf_wanted *w)
{
    struct json *in = json_add_object(doc, json_root(doc), key);

    json_add_string(doc, in, "memory", w->memory);
    json_add_string(doc, in, "cpu", w->cpu);
    json_add_string(doc, in, "mark", w->mark);
}

static enum va_code
journal_write(const struct journal *j, struct buf *out)
{
    struct json_doc *doc = json_alloc();
    enum va_code code = doc ? VA_OK : VA_NOMEM;

    write_wanted(doc, "was", &j->was);
    write_wanted(doc, "set", &j->set);
    json_add_string(doc, json_root(doc), "before", j->before);
    if (!code)
        code = json_status(doc);
    if (!code)
        json_write(json_root(doc), false, out);
    json_free(doc);
    return code ? code : out->code;
}

static bool
read_wanted(const cJSON *entry, const char *key, struct gcf_wanted *out)
{
    const cJSON *in = gcf_json_at(entry, key);

    return gcf_json_copy(in, "memory", out->memory, sizeof out->memory) && *out->memory &&
           gcf_json_copy(in, "cpu", out->cpu, sizeof out->cpu) &&
           gcf_json_copy(in, "mark", out->mark, sizeof out->mark);
}

static enum va_code
journal_read(const char *text, struct journal *out, struct va_err *err)
{
    cJSON *entry = gcf_json_read(text, strlen(text));
    const bool is_whole = read_wanted(entry, "was", &out->was) &&
                          read_wanted(entry, "set", &out->set) &&
                          gcf_json_copy(entry, "before", out->before, sizeof out->before);

    cJSON_Delete(entry);
    return is_whole
               ? VA_OK
               : va_fail(err, VA_DATA, "the journal's entry of a deployment is damaged");
}

/* Commit what is about to be done, or was. */
static enum va_code
journal_enter(struct gcf *g, const char *resource, const struct journal *j,
              struct va_err *err)
{
    const struct probe_host *h = g->host;
    struct buf detail;
    enum va_code code = VA_OK;

    buf_init(&detail, LEDGER_CHANGE_MAX - 1);
    code = journal_write(j, &detail);
    if (code)
        code = va_fail(err, code, "the journal: %s", va_code_text(code));
    else if (g->change)
        code =
            h->change_enter(h->ctx, g->change, LEDGER_CHANGE_MADE, buf_get(&detail), err);
    else
        code = h->change_begin(
            h->ctx, &(struct probe_change){ "deploy", resource, buf_get(&detail) },
            &g->change, err);
    buf_clear(&detail);
    return code;
}

/* --- deploying --- */

/* The configuration, once nobody is deploying. */
static enum va_code
settled(struct gcf *g, const char *resource, struct gcf_config *out, struct va_err *err)
{
    const struct probe_host *h = g->host;
    bool is_missing = false;
    enum va_code code = gcf_config_get(g, resource, out, &is_missing, err);

    for (int i = 0; !code && out->is_busy && i < BUSY_WAITS_MAX; i++) {
        code = h->wait(h->ctx, BUSY_WAIT_MS, true, err);
        if (!code)
            code = gcf_config_get(g, resource, out, &is_missing, err);
    }
    if (!code && out->is_busy)
        code = va_fail(err, VA_NETWORK, "%s: somebody else is deploying it", resource);
    return code;
}

static void
copy_of(const struct gcf_config *c, struct gcf_wanted *out)
{
    memcpy(out->memory, c->memory, sizeof out->memory);
    memcpy(out->cpu, c->cpu, sizeof out->cpu);
    memcpy(out->mark, c->mark, sizeof out->mark);
}

/* "run-TOKEN-7"; labels are in lower case, 63 characters at most. */
static void
next_mark(struct gcf *g, const char *prefix, char out[64])
{
    snprintf(out, 64, "%s%.32s-%d", prefix, g->host->token, (int)++g->n_deploys);
}

/* The first time, what is there becomes what is put back at the end; later, somebody
 * else's change in between ends the run. */
static enum va_code
look_before(struct gcf *g, const char *resource, struct gcf_config *now,
            struct va_err *err)
{
    struct gcf_config found;
    enum va_code code = settled(g, resource, &found, err);

    if (code)
        return code;
    if (!g->change && !strncmp(found.mark, MARK_RUN, strlen(MARK_RUN))) {
        code = va_fail(err, VA_CONFIG, "%s: a probe run that did not end deployed it",
                       resource);
        va_hint(err, "Put it back with: vadvise probe restore");
        return code;
    }
    if (!g->change)
        g->original = found;
    else if (strcmp(found.version, now->version) != 0)
        return va_fail(err, VA_NETWORK, "%s: somebody else deployed it meanwhile",
                       resource);
    *now = found;
    return VA_OK;
}

/* A deployment failed: what is there now is ours none the less. */
static void
look_after(struct gcf *g, const char *resource, const struct journal *j)
{
    struct gcf_config found;

    if (!settled(g, resource, &found, NULL) &&
        (!strcmp(found.mark, j->set.mark) || !strcmp(found.version, j->before)))
        g->deployed = found;
}

static enum va_code
deploy_at(struct gcf *g, const char *resource, const char *mark, int32_t memory_mb,
          struct va_err *err)
{
    struct gcf_config now = g->deployed;
    const bool is_news = !g->change && !strcmp(mark, MARK_RUN);
    char before[sizeof now.revision];
    struct journal j = { .before = "" };
    enum va_code code = gcf_config_want(g, memory_mb, &j.set, err);

    if (!code)
        code = look_before(g, resource, &now, err);
    if (code)
        return code;
    if (is_news)
        gcf_say(g,
                "%s: deployed again for every size; callers get that size until the "
                "run has ended",
                resource);
    copy_of(&g->original, &j.was);
    next_mark(g, mark, j.set.mark);
    memcpy(j.before, now.version, sizeof j.before);
    memcpy(before, now.revision, sizeof before);
    code = journal_enter(g, resource, &j, err);
    if (!code)
        code = gcf_config_set(g, resource, &j.set, &now, err);
    if (code == VA_DATA)
        look_after(g, resource, &j);
    if (code)
        return code;
    code = journal_enter(g, resource, &j, err);
    g->is_fresh = strcmp(now.revision, before) != 0 && !now.keeps_warm;
    g->deployed = now;
    return code;
}

static enum va_code
deploy(struct gcf *g, const char *mark, int32_t memory_mb, struct va_err *err)
{
    char resource[PROBE_TEXT_MAX];
    enum va_code code = VA_OK;

    if (g->place.per_size)
        return va_fail(err, VA_USAGE, "one function is deployed again, not one a size");
    code = gcf_place_resource(&g->place, memory_mb, resource, err);
    return code ? code : deploy_at(g, resource, mark, memory_mb, err);
}

enum va_code
gcf_deploy(struct gcf *g, int32_t memory_mb, struct va_err *err)
{
    return deploy(g, MARK_RUN, memory_mb, err);
}

enum va_code
gcf_apply(void *self, int32_t memory_mb, struct va_err *err)
{
    struct gcf *g = self;
    enum va_code code = deploy(g, MARK_KEPT, memory_mb, err);

    if (!code)
        code =
            g->host->change_enter(g->host->ctx, g->change, LEDGER_CHANGE_KEPT, NULL, err);
    g->change = 0;
    return code;
}

/* --- putting back --- */

static bool
is_deployed(const struct gcf_wanted *w, const struct gcf_config *now)
{
    return !strcmp(now->memory, w->memory) && !strcmp(now->mark, w->mark) &&
           (!*w->cpu || !strcmp(now->cpu, w->cpu));
}

/* Put back what is ours to put back; *out says what became of it. */
static enum va_code
put_back(struct gcf *g, const char *resource, const struct journal *j,
         enum ledger_change_state *out, struct va_err *err)
{
    struct gcf_config now;
    enum va_code code = settled(g, resource, &now, err);

    if (code)
        return code;
    *out = LEDGER_CHANGE_UNDONE;
    if (is_deployed(&j->was, &now))
        return VA_OK;
    if (!is_deployed(&j->set, &now) && strcmp(now.version, j->before) != 0) {
        gcf_say(g, "%s: somebody else deployed it since; left as it is (it had %s MB)",
                resource, j->was.memory);
        *out = LEDGER_CHANGE_ABANDONED;
        return VA_OK;
    }
    code = gcf_config_set(g, resource, &j->was, &now, err);
    if (!code)
        gcf_say(g, "%s: memory put back to %s", resource, j->was.memory);
    return code;
}

enum va_code
gcf_undo(void *self, const struct ledger_change *change, struct va_err *err)
{
    struct gcf *g = self;
    const struct probe_host *h = g->host;
    enum ledger_change_state state = change->state;
    struct journal j;
    enum va_code code = journal_read(change->detail, &j, err);

    if (!code &&
        (strcmp(change->kind, "deploy") != 0 || !gcf_is_resource(change->target)))
        code = va_fail(err, VA_DATA, "the journal's entry of a deployment is damaged");
    if (!code)
        code = put_back(g, change->target, &j, &state, err);
    if (code)
        return code;
    if (change->id == g->change)
        g->change = 0;
    return h->change_enter(h->ctx, change->id, state, NULL, err);
}

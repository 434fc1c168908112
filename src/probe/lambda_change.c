/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing $LATEST, and putting changes back. */
#include <stdio.h>
#include <string.h>

#include "probe/lambda.h"

enum {
    TRIES_MAX = 8, /* of a change that somebody else's change or a lost reply crosses */
    AGAIN_MS = 300
};

/* --- forwards --- */

static bool
is_set(const struct lambda_config *now, const struct lambda_change *c)
{
    return now->memory_mb == c->set_memory_mb &&
           !strcmp(now->description, c->set_description);
}

static bool
is_original(const struct lambda_config *now, const struct lambda_change *c)
{
    return now->memory_mb == c->memory_mb && !strcmp(now->description, c->description);
}

enum va_code
lambda_change_latest(struct lambda *l, const struct lambda_name *name,
                     const struct lambda_change *c, struct lambda_config *now,
                     struct va_err *err)
{
    for (int i = 0; i < TRIES_MAX; i++) {
        const struct lambda_wanted wanted = { c->set_memory_mb, c->set_description,
                                              now->revision };
        enum lambda_answer answer = LAMBDA_DONE;
        enum va_code code = lambda_set(l, name->function, &wanted, &answer, err);

        if (!code)
            code = lambda_settled(l, name, now, err);
        if (code)
            return code;
        if (is_set(now, c) && !strcmp(now->update_status, "Failed"))
            return va_fail(err, VA_DATA, "%s: the update to %d MB failed: %s",
                           name->function, (int)c->set_memory_mb, now->reason);
        if (is_set(now, c))
            return VA_OK;
        if (!is_original(now, c))
            return va_fail(err, VA_NETWORK, "somebody else changed %s meanwhile",
                           name->function);
        /* A lost request that is still on its way names an old revision by now, or wins
         * and is found. */
        code = l->host->wait(l->host->ctx, AGAIN_MS, true, err);
        if (code)
            return code;
    }
    return va_fail(err, VA_NETWORK, "%s could not be changed to %d MB", name->function,
                   (int)c->set_memory_mb);
}

/* --- backwards --- */

/* A change being put back. */
struct undoing {
    const struct ledger_change *entry;
    struct lambda_change was;
    struct lambda_name name;
    enum ledger_change_state ended;
};

/* What memory and description should be by now: what the run set goes back, what somebody
 * else set stays. True when they are that already. */
static bool
settle_wanted(const struct undoing *u, const struct lambda_config *now,
              struct lambda_wanted *wanted)
{
    *wanted = (struct lambda_wanted){ now->memory_mb, now->description, now->revision };
    if (now->memory_mb == u->was.set_memory_mb)
        wanted->memory_mb = u->was.memory_mb;
    if (!strcmp(now->description, u->was.set_description))
        wanted->description = u->was.description;
    return wanted->memory_mb == now->memory_mb &&
           !strcmp(wanted->description, now->description);
}

/* Is the function still there? */
static enum va_code
is_there(struct lambda *l, const struct lambda_name *name, bool *out, struct va_err *err)
{
    struct lambda_config c;
    enum lambda_answer answer = LAMBDA_DONE;
    const enum va_code code = lambda_get(l, name, &answer, &c, err);

    *out = answer == LAMBDA_DONE;
    return code;
}

static enum va_code
undo_config(struct lambda *l, struct undoing *u, struct va_err *err)
{
    /* An update that nobody knows the end of may still be on its way: any update of ours
     * gives the function another revision, and so refuses it. */
    bool unsure = u->entry->state == LEDGER_CHANGE_INTENDED;
    bool there = false;
    enum va_code code = is_there(l, &u->name, &there, err);

    u->ended = LEDGER_CHANGE_ABANDONED;
    if (code || !there)
        return code;
    for (int i = 0; i < TRIES_MAX; i++) {
        struct lambda_config now;
        struct lambda_wanted wanted;
        enum lambda_answer answer = LAMBDA_DONE;
        bool as_wanted = false;

        code = lambda_settled(l, &u->name, &now, err);
        if (code)
            return code;
        as_wanted = settle_wanted(u, &now, &wanted);
        if (as_wanted && !(unsure && is_original(&now, &u->was))) {
            u->ended = is_original(&now, &u->was) ? LEDGER_CHANGE_UNDONE
                                                  : LEDGER_CHANGE_ABANDONED;
            return VA_OK;
        }
        code = lambda_set(l, u->name.function, &wanted, &answer, err);
        if (code)
            return code;
        if (answer == LAMBDA_DONE)
            unsure = false;
        else
            code = l->host->wait(l->host->ctx, AGAIN_MS, true, err);
        if (code)
            return code;
    }
    return va_fail(err, VA_NETWORK, "%s could not be put back to %d MB", u->name.function,
                   (int)u->was.memory_mb);
}

/* Delete a version that bears the run's description. */
static enum va_code
delete_version(struct lambda *l, struct undoing *u, const char *version,
               struct va_err *err)
{
    struct lambda_call call = {
        .method = "DELETE", .function = u->name.function, .tail = "", .qualifier = version
    };
    struct lambda_name name = u->name;
    struct lambda_config now;
    enum lambda_answer answer = LAMBDA_DONE;
    enum va_code code = VA_OK;

    if (!lambda_is_version(version)) /* never the function itself */
        return va_fail(err, VA_DATA, "'%s' is no version of %s", version, name.function);
    snprintf(name.qualifier, sizeof name.qualifier, "%s", version);
    code = lambda_get(l, &name, &answer, &now, err);
    if (code || answer != LAMBDA_DONE)
        return code;
    if (strcmp(now.description, u->was.set_description) != 0) {
        u->ended = LEDGER_CHANGE_ABANDONED;
        return VA_OK;
    }
    code = lambda_ask(l, &call, &answer, NULL, err);
    if (!code && answer == LAMBDA_CONFLICT)
        code = va_fail(err, VA_NETWORK,
                       "version %s of %s cannot be deleted now: it is being made, or an "
                       "alias names it",
                       version, u->name.function);
    return code;
}

enum { FOUND_MAX = 8 };

struct found {
    const char *description;
    char version[FOUND_MAX][32];
    int n;
};

static enum va_code
take_if_ours(void *ctx, const struct lambda_config *c)
{
    struct found *f = ctx;

    if (f->n < FOUND_MAX && lambda_is_version(c->version) &&
        !strcmp(c->description, f->description))
        snprintf(f->version[f->n++], sizeof f->version[0], "%s", c->version);
    return VA_OK;
}

enum va_code
lambda_find_version(struct lambda *l, const struct lambda_name *name,
                    const char *description, char out[32], struct va_err *err)
{
    struct found f = { .description = description };
    const enum va_code code = lambda_list(l, name->function, take_if_ours, &f, err);

    out[0] = '\0';
    if (!code && f.n)
        snprintf(out, 32, "%s", f.version[0]);
    return code;
}

static enum va_code
undo_version(struct lambda *l, struct undoing *u, struct va_err *err)
{
    struct found f = { .description = u->was.set_description };
    bool there = false;
    enum va_code code = is_there(l, &u->name, &there, err);

    u->ended = LEDGER_CHANGE_UNDONE;
    if (code || !there)
        return code;
    if (*u->was.version)
        return delete_version(l, u, u->was.version, err);
    code = lambda_list(l, u->name.function, take_if_ours, &f, err);
    for (int i = 0; !code && i < f.n; i++)
        code = delete_version(l, u, f.version[i], err);
    return code;
}

/* A version that is deleted cannot be invoked any more: between the rounds of a plan all
 * is put back, and then sizes are made ready again. */
static void
forget_version(struct lambda *l, int64_t change)
{
    for (int32_t i = 0; i < l->n_places; i++) {
        if (l->places[i].change == change) {
            l->places[i].change = 0;
            l->places[i].gone = true;
        }
    }
}

enum va_code
lambda_undo(void *self, const struct ledger_change *change, struct va_err *err)
{
    struct lambda *l = self;
    struct undoing u = { .entry = change };
    const bool heeded = l->heeds_abandon;
    const bool is_config = !strcmp(change->kind, LAMBDA_CONFIG);
    enum va_code code = VA_OK;

    if (!is_config && strcmp(change->kind, LAMBDA_VERSION) != 0)
        return va_fail(err, VA_DATA, "a change of the kind '%s' is none of AWS Lambda",
                       change->kind);
    code = lambda_name_read(change->target, &u.name, err);
    if (!code)
        code = lambda_change_read(change->detail, &u.was, err);
    if (code)
        return code;
    u.name.qualifier[0] = '\0';
    l->heeds_abandon = false; /* putting back is seen through */
    code = is_config ? undo_config(l, &u, err) : undo_version(l, &u, err);
    l->heeds_abandon = heeded;
    if (!code && !is_config)
        forget_version(l, change->id);
    if (!code)
        code = l->host->change_enter(l->host->ctx, change->id, u.ended, NULL, err);
    return code;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making sizes that can be invoked; setting the deployed one. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum {
    TRIES_MAX = 5,
    AGAIN_MS = 300,
    ACTIVE_MS = 1800000, /* SnapStart takes minutes */
    POLL_MS = 100,
    POLL_MAX_MS = 5000
};

/* A version under way: its two entries in the journal. */
struct making {
    struct lambda_place *place;
    struct lambda_change change;
    char target[LAMBDA_ARN_MAX];
    int64_t version_id, config_id;
    bool config_open, version_open; /* there is something to undo */
};

static enum va_code
enter(struct lambda *l, int64_t id, enum ledger_change_state state,
      const struct lambda_change *c, struct va_err *err)
{
    struct buf detail;
    enum va_code code = VA_OK;

    buf_init(&detail, LEDGER_CHANGE_MAX - 1);
    if (c)
        code = lambda_change_write(c, &detail, err);
    if (!code)
        code = l->host->change_enter(l->host->ctx, id, state, c ? buf_get(&detail) : NULL,
                                     err);
    buf_clear(&detail);
    return code;
}

static enum va_code
begin(struct lambda *l, const char *kind, const struct making *m, int64_t *out,
      struct va_err *err)
{
    struct buf detail;
    enum va_code code = VA_OK;

    buf_init(&detail, LEDGER_CHANGE_MAX - 1);
    code = lambda_change_write(&m->change, &detail, err);
    if (!code) {
        const struct probe_change change = { kind, m->target, buf_get(&detail) };

        code = l->host->change_begin(l->host->ctx, &change, out, err);
    }
    buf_clear(&detail);
    return code;
}

/* Put one of the two back now; when that fails, it stays in the journal for later. */
static enum va_code
put_back(struct lambda *l, const struct making *m, bool config, struct va_err *err)
{
    struct ledger_change entry = { .id = config ? m->config_id : m->version_id,
                                   .state = LEDGER_CHANGE_INTENDED };
    struct buf detail;
    enum va_code code = VA_OK;

    buf_init(&detail, LEDGER_CHANGE_MAX - 1);
    code = lambda_change_write(&m->change, &detail, err);
    snprintf(entry.kind, sizeof entry.kind, "%s",
             config ? LAMBDA_CONFIG : LAMBDA_VERSION);
    snprintf(entry.target, sizeof entry.target, "%s", m->target);
    snprintf(entry.detail, sizeof entry.detail, "%s", buf_get(&detail));
    buf_clear(&detail);
    if (!code)
        code = lambda_undo(l, &entry, err);
    return code;
}

/* --- the steps --- */

/* The function as it is, not in the middle of another probe. */
static enum va_code
look(struct lambda *l, struct making *m, struct lambda_config *now, struct va_err *err)
{
    const enum va_code code = lambda_settled(l, &m->place->name, now, err);
    struct lambda_name name;

    if (code)
        return code;
    if (!strncmp(now->description, LAMBDA_MARK, sizeof LAMBDA_MARK - 1)) {
        va_fail(err, VA_CONFIG, "%s still has what an unfinished probe set: \"%s\"",
                m->place->name.function, now->description);
        va_hint(err, "vadvise probe restore puts it back, where that probe was run.");
        return VA_CONFIG;
    }
    if (lambda_name_read(now->arn, &name, err))
        return VA_NETWORK;
    snprintf(m->target, sizeof m->target, "%s", name.function);
    snprintf(l->log_group, sizeof l->log_group, "%s", now->log_group);
    m->change.memory_mb = now->memory_mb;
    snprintf(m->change.description, sizeof m->change.description, "%s", now->description);
    return VA_OK;
}

/* Update $LATEST. */
static enum va_code
change(struct lambda *l, struct making *m, struct lambda_config *now, struct va_err *err)
{
    enum va_code code = begin(l, LAMBDA_VERSION, m, &m->version_id, err);

    m->version_open = !code;
    if (!code)
        code = begin(l, LAMBDA_CONFIG, m, &m->config_id, err);
    m->config_open = m->version_open && !code;
    if (!code)
        code = lambda_change_latest(l, &m->place->name, &m->change, now, err);
    if (!code)
        code = enter(l, m->config_id, LEDGER_CHANGE_MADE, NULL, err);
    return code;
}

/* Ask for a version; *version is its number when the reply tells it. */
static enum va_code
ask_to_publish(struct lambda *l, struct making *m, const char *revision,
               struct va_err *err)
{
    struct json_doc *doc = json_alloc();
    struct json *in = json_root(doc);
    struct lambda_call call = { .method = "POST",
                                .function = m->place->name.function,
                                .tail = "versions" };
    enum lambda_answer answer = LAMBDA_DONE;
    struct lambda_config made;
    cJSON *reply = NULL;
    struct buf text;
    enum va_code code = VA_OK;

    buf_init(&text, LEDGER_CHANGE_MAX);
    json_add_string(doc, in, "Description", m->change.set_description);
    json_add_string(doc, in, "RevisionId", revision);
    json_write(in, false, &text);
    code = doc && !json_status(doc) && !text.code ? VA_OK : VA_NOMEM;
    json_free(doc);
    call.body = buf_get(&text);
    code = code ? va_fail(err, code, "%s: out of memory", call.function)
                : lambda_ask(l, &call, &answer, &reply, err);
    if (!code && reply && !lambda_config_read(reply, &made, NULL) &&
        lambda_is_version(made.version) &&
        !strcmp(made.description, m->change.set_description))
        snprintf(m->change.version, sizeof m->change.version, "%s", made.version);
    cJSON_Delete(reply);
    buf_clear(&text);
    return code;
}

/* Publish what is set, and learn the number. */
static enum va_code
publish(struct lambda *l, struct making *m, struct lambda_config *now, struct va_err *err)
{
    const struct lambda_name *name = &m->place->name;
    char *version = m->change.version;

    for (int i = 0; i < TRIES_MAX; i++) {
        enum va_code code = ask_to_publish(l, m, now->revision, err);

        /* The number of a lost reply is found by the description. */
        if (!code && !*version)
            code = lambda_find_version(l, name, m->change.set_description, version, err);
        if (!code && *version)
            return enter(l, m->version_id, LEDGER_CHANGE_MADE, &m->change, err);
        if (!code)
            code = l->host->wait(l->host->ctx, AGAIN_MS, true, err);
        if (!code)
            code = lambda_settled(l, name, now, err);
        if (code)
            return code;
        if (strcmp(now->description, m->change.set_description) != 0)
            break;
    }
    return va_fail(err, VA_NETWORK, "no version of %s with %d MB was published",
                   name->function, (int)m->change.set_memory_mb);
}

/* Wait until the version can be invoked. */
static enum va_code
wait_active(struct lambda *l, struct making *m, struct va_err *err)
{
    const struct lambda_name *name = &m->place->name;
    int64_t pause_ms = POLL_MS;

    for (int64_t waited_ms = 0; waited_ms < ACTIVE_MS; waited_ms += pause_ms) {
        struct lambda_config now;
        enum lambda_answer answer = LAMBDA_DONE;
        enum va_code code = lambda_get(l, name, &answer, &now, err);

        if (code)
            return code;
        if (answer != LAMBDA_DONE)
            return va_fail(err, VA_NETWORK, "version %s of %s is gone", name->qualifier,
                           name->function);
        if (now.memory_mb != m->change.set_memory_mb)
            return va_fail(err, VA_NETWORK, "version %s of %s has %d MB, not %d",
                           name->qualifier, name->function, (int)now.memory_mb,
                           (int)m->change.set_memory_mb);
        if (!strcmp(now.state, "Failed"))
            return va_fail(err, VA_DATA, "%s cannot run with %d MB: %s", name->function,
                           (int)now.memory_mb, now.reason);
        if (strcmp(now.state, "Pending") != 0)
            return VA_OK;
        code = l->host->wait(l->host->ctx, pause_ms, true, err);
        if (code)
            return code;
        pause_ms = pause_ms * 2 > POLL_MAX_MS ? POLL_MAX_MS : pause_ms * 2;
    }
    return va_fail(err, VA_NETWORK, "version %s of %s stays pending", name->qualifier,
                   name->function);
}

/* What was begun is undone at once; the reason why stays the error. */
static void
give_up(struct lambda *l, struct making *m)
{
    struct va_err ignored;

    if (m->config_open && !put_back(l, m, true, &ignored))
        m->config_open = false;
    if (m->version_open && !m->config_open && !put_back(l, m, false, &ignored))
        m->version_open = false;
}

static enum va_code
make(struct lambda *l, struct making *m, struct va_err *err)
{
    struct lambda_config now;
    enum va_code code = look(l, m, &now, err);

    if (code)
        return code;
    snprintf(m->change.set_description, sizeof m->change.set_description,
             LAMBDA_MARK "%s: %d MB, %lld.%lld", l->host->token, (int)m->place->memory_mb,
             (long long)l->host->clock.now_ms(l->host->clock.ctx),
             (long long)++l->n_made);
    m->change.set_memory_mb = m->place->memory_mb;
    code = change(l, m, &now, err);
    if (!code)
        code = publish(l, m, &now, err);
    if (!code)
        code = put_back(l, m, true, err);
    if (code)
        return code;
    m->config_open = false;
    snprintf(m->place->name.qualifier, sizeof m->place->name.qualifier, "%s",
             m->change.version);
    m->place->change = m->version_id;
    snprintf(m->place->target, sizeof m->place->target, "%s", m->target);
    m->place->made = m->change;
    return wait_active(l, m, err);
}

/* Delete the version of a size that is made anew. */
static enum va_code
drop(struct lambda *l, struct lambda_place *place, struct va_err *err)
{
    struct making m = { .place = place,
                        .change = place->made,
                        .version_id = place->change };
    enum va_code code = VA_OK;

    snprintf(m.target, sizeof m.target, "%s", place->target);
    if (place->change)
        code = put_back(l, &m, false, err);
    if (!code)
        place->change = 0;
    return code;
}

enum va_code
lambda_renew(struct lambda *l, int32_t memory_mb, struct va_err *err)
{
    struct making m = { .place = lambda_place_of(l, memory_mb) };
    enum va_code code = m.place ? drop(l, m.place, err) : VA_OK;

    if (!code)
        code = lambda_place_add(l, memory_mb, &m.place, err);
    if (code)
        return code;
    m.place->name.qualifier[0] = '\0';
    code = make(l, &m, err);
    if (code) {
        give_up(l, &m);
        lambda_place_drop(l, memory_mb);
    }
    return code;
}

static enum va_code
prepare_version(struct lambda *l, int32_t memory_mb, struct va_err *err)
{
    const struct lambda_place *place = lambda_place_of(l, memory_mb);

    if (place && !place->gone && (!place->used || !l->host->settings->cold))
        return VA_OK;
    return lambda_renew(l, memory_mb, err);
}

/* --- other modes --- */

/* The function that has this size. */
static enum va_code
prepare_function(struct lambda *l, int32_t memory_mb, struct va_err *err)
{
    struct lambda_place *place = NULL;
    struct lambda_name name;
    struct lambda_config now;
    char text[LAMBDA_ARN_MAX];
    enum lambda_answer answer = LAMBDA_DONE;
    enum va_code code = lambda_name_of_size(l->host->settings->function, memory_mb, text,
                                            sizeof text, err);

    if (!code)
        code = lambda_name_read(text, &name, err);
    if (!code)
        code = lambda_get(l, &name, &answer, &now, err);
    if (code)
        return code;
    if (answer == LAMBDA_ABSENT)
        return va_fail(err, VA_DATA, "AWS Lambda has no function %s in %s", text,
                       l->region);
    if (answer == LAMBDA_DONE && now.memory_mb != memory_mb)
        return va_fail(err, VA_DATA, "%s has %d MB, not %d", text, (int)now.memory_mb,
                       (int)memory_mb);
    if (!lambda_place_of(l, memory_mb)) {
        code = lambda_place_add(l, memory_mb, &place, err);
        if (!code)
            place->name = name;
    }
    return code;
}

/* A published version that has this size. */
static enum va_code
prepare_found(struct lambda *l, int32_t memory_mb, struct va_err *err)
{
    enum va_code code = l->n_places ? VA_OK : lambda_find_versions(l, err);

    if (!code && !lambda_place_of(l, memory_mb))
        code = va_fail(err, VA_DATA, "%s has no published version of %d MB",
                       l->name.function, (int)memory_mb);
    return code;
}

enum va_code
lambda_prepare(void *self, int32_t memory_mb, struct va_err *err)
{
    static enum va_code (*const prepare[])(struct lambda *, int32_t, struct va_err *) = {
        [LAMBDA_PUBLISH] = prepare_version,
        [LAMBDA_VERSIONS] = prepare_found,
        [LAMBDA_MANY] = prepare_function,
    };
    struct lambda *l = self;

    return prepare[l->mode](l, memory_mb, err);
}

/* --- the deployed size --- */

enum va_code
lambda_apply(void *self, int32_t memory_mb, struct va_err *err)
{
    struct lambda *l = self;
    struct lambda_place place = { .memory_mb = memory_mb, .name = l->name };
    struct making m = { .place = &place };
    struct lambda_config now;
    enum va_code code = VA_OK;

    if (l->mode != LAMBDA_PUBLISH)
        return va_fail(
            err, VA_USAGE, "the size of %s is not this run's to set: it measured %s",
            l->host->settings->function,
            l->mode == LAMBDA_MANY ? "one function a size" : "versions that were there");
    place.name.qualifier[0] = '\0';
    code = look(l, &m, &now, err);
    if (code || now.memory_mb == memory_mb)
        return code;
    m.change.set_memory_mb = memory_mb;
    memcpy(m.change.set_description, m.change.description,
           sizeof m.change.set_description);
    code = begin(l, LAMBDA_CONFIG, &m, &m.config_id, err);
    m.config_open = !code;
    if (!code)
        code = lambda_change_latest(l, &place.name, &m.change, &now, err);
    if (!code)
        code = enter(l, m.config_id, LEDGER_CHANGE_KEPT, NULL, err);
    if (code)
        give_up(l, &m);
    return code;
}

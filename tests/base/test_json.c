/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a JSON document and walking it. */
#include "base/json.h"

#include "tap.h"

/* {"name": "x", "pick": {"memory_mb": 512, "ok": true, "no": null},
 *  "ranking": [{"platform": "a"}, {"platform": "b"}, 7], "empty": []} */
static struct json_doc *
sample_doc(void)
{
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct json *pick = NULL;
    struct json *ranking = NULL;

    json_add_string(doc, root, "name", "x");
    pick = json_add_object(doc, root, "pick");
    json_add_int(doc, pick, "memory_mb", 512);
    json_add_bool(doc, pick, "ok", true);
    json_add_null(doc, pick, "no");
    ranking = json_add_array(doc, root, "ranking");
    json_add_string(doc, json_add_object(doc, ranking, NULL), "platform", "a");
    json_add_string(doc, json_add_object(doc, ranking, NULL), "platform", "b");
    json_add_int(doc, ranking, NULL, 7);
    json_add_array(doc, root, "empty");
    return doc;
}

static void
test_paths(const struct json *root)
{
    static const char *const missing[] = {
        "nothing",     "nam",       "names",      "",
        ".",           "pick.",     ".pick",      "pick..ok",
        "pick.ok.x",   "ranking.3", "ranking.-1", "ranking.1.0",
        "ranking.0.5", "ranking.x", "ranking.",   "ranking.1e0",
        "ranking.+1",  "empty.0",   "name.0",     "ranking.99999999999999999999",
    };

    IS_STR(json_text(json_path(root, "name")), "x", "a path may be one key");
    IS_STR(json_text(json_path(root, "pick.memory_mb")), "512", "or two");
    IS_STR(json_text(json_path(root, "ranking.1.platform")), "b", "or have an index");
    IS_STR(json_text(json_path(root, "ranking.2")), "7", "or end with one");
    IS_INT(json_kind(json_path(root, "ranking")), JSON_ARRAY, "it may name a container");
    IS_STR(json_text(json_path(json_path(root, "pick"), "ok")), "true",
           "it may start anywhere");
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        OK(!json_path(root, missing[i]), "\"%s\" leads nowhere", missing[i]);
    OK(!json_path(NULL, "name"), "nothing leads nowhere");
}

static void
test_walk(const struct json *root)
{
    static const char *const keys[] = { "name", "pick", "ranking", "empty" };
    const struct json *at = json_first(root);

    for (size_t i = 0; i < 4; i++, at = json_next(at))
        IS_STR(json_key(at), keys[i], "member %zu is %s: the order is kept", i, keys[i]);
    OK(!at, "there are no more members");
    IS_INT(json_kind(root), JSON_OBJECT, "the root is an object");
    OK(!json_key(root), "the root has no key");
    OK(!json_key(json_path(root, "ranking.0")), "an item has no key");
    OK(!json_first(json_path(root, "empty")), "an empty array has no first item");
    IS_STR(json_text(json_path(root, "pick")), "", "a container has no text");
    IS_STR(json_text(json_path(root, "pick.no")), "", "null has no text");
    IS_INT(json_kind(json_path(root, "pick.no")), JSON_NULL, "null is null");
    OK(json_truth(json_path(root, "pick.ok")), "true is true");
    OK(!json_truth(json_path(root, "name")), "a string is not true");
    IS_STR(json_text(json_get(root, "name")), "x", "a member is found by its key");
    OK(!json_get(root, "pick.ok"), "a key is no path");
    OK(!json_get(json_path(root, "ranking"), "0"), "an array has no members");
}

static void
test_null(void)
{
    struct json_doc *doc = json_alloc();
    struct buf out;

    OK(!json_first(NULL) && !json_next(NULL) && !json_key(NULL) && !json_truth(NULL) &&
           !json_get(NULL, "x"),
       "every walker takes NULL");
    IS_STR(json_text(NULL), "", "NULL has no text");
    IS_INT(json_kind(NULL), JSON_NULL, "NULL is null");
    OK(!json_root(NULL) && !json_add_object(NULL, NULL, "x"), "so do the builders");
    IS_INT(json_status(NULL), VA_NOMEM, "a document that is not there ran out of memory");
    json_free(NULL);
    json_add_int(doc, NULL, "x", 1);
    OK(!json_first(json_root(doc)), "a container of NULL takes nothing");
    IS_INT(json_status(doc), VA_OK, "and that alone is no failure");
    buf_init(&out, 100);
    json_write(NULL, true, &out);
    IS_STR(buf_get(&out), "null", "NULL is written as null");
    buf_clear(&out);
    json_free(doc);
}

static void
test_copies(void)
{
    struct json_doc *doc = json_alloc();
    char value[] = "before";

    json_add_string(doc, json_root(doc), "s", value);
    json_add_string(doc, json_root(doc), "none", NULL);
    value[0] = 'X';
    IS_STR(json_text(json_get(json_root(doc), "s")), "before", "strings are copied");
    IS_INT(json_kind(json_get(json_root(doc), "none")), JSON_NULL,
           "a string of NULL is null");
    json_free(doc);
}

int
main(void)
{
    struct json_doc *doc = sample_doc();

    IS_INT(json_status(doc), VA_OK, "building a document succeeds");
    test_paths(json_root(doc));
    test_walk(json_root(doc));
    json_free(doc);
    test_null();
    test_copies();
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation in turn fails; the result is a clean code, and nothing leaks. */
#include "base/buf.h"
#include "base/json.h"
#include "oom.h"
#include "tap.h"

/* Longer than what a document has in hand. */
static const char *
longer_text(void)
{
    static char text[20000];

    memset(text, 'x', sizeof text - 1);
    return text;
}

/* Everything that allocates, with checks that hold after a failure as well. */
static enum va_code
write_document(struct buf *out)
{
    static const char long_text[] = "a text so long that the buffer has to grow once "
                                    "more before the whole document is in it \xff";
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct json *list = json_add_array(doc, root, "list");
    enum va_code code = VA_OK;

    json_add_null(doc, list, NULL);
    json_add_bool(doc, list, NULL, true);
    json_add_int(doc, list, NULL, 1);
    json_add_string(doc, list, NULL, long_text);
    json_add_number(doc, list, NULL, 1.5, 2);
    json_add_real(doc, list, NULL, 2.5);
    json_add_usd(doc, list, NULL, 3);
    json_add_pusd(doc, list, NULL, 4);
    for (int i = 0; i < 9; i++)
        json_add_string(doc, list, NULL, longer_text());
    json_add_string(doc, json_add_object(doc, root, "object"), "key", "value");
    code = json_status(doc);
    json_write(root, true, out);
    if (!code)
        code = out->code;
    json_free(doc);
    return code;
}

static void
test_document(void)
{
    static const int plenty = 100;
    int k = 1;

    for (; k < plenty; k++) {
        struct buf out;
        enum va_code code = VA_OK;

        buf_init(&out, (size_t)1 << 20);
        n_failed = 0;
        n_until_failure = k;
        code = write_document(&out);
        n_until_failure = 0;
        OK(strlen(buf_get(&out)) == out.len, "failure %d leaves a whole text", k);
        buf_clear(&out);
        IS_INT(n_live, 0, "failure %d leaks nothing", k);
        if (!n_failed) {
            IS_INT(code, VA_OK, "without a failure the body passes");
            break;
        }
        IS_INT(code, VA_NOMEM, "failure %d is told as such", k);
    }
    OK(k > 12 && k < plenty, "every allocation has failed once (%d of them)", k - 1);
}

static void
test_sticky(void)
{
    struct json_doc *doc = json_alloc();
    struct buf b;

    n_until_failure = 1;
    json_add_string(doc, json_root(doc), "lost", longer_text());
    json_add_int(doc, json_root(doc), "later", 2);
    IS_INT(json_status(doc), VA_NOMEM, "a document remembers the failure");
    OK(!json_first(json_root(doc)), "and takes nothing after it");
    json_free(doc);

    buf_init(&b, 1000);
    buf_text(&b, "kept");
    n_until_failure = 1;
    buf_pad(&b, '.', 500);
    buf_text(&b, "x");
    IS_INT(b.code, VA_NOMEM, "a buffer remembers the failure");
    IS_STR(buf_get(&b), "kept", "and keeps what it had");
    buf_reset(&b);
    buf_text(&b, "again");
    IS_STR(buf_get(&b), "again", "a reset makes it usable");
    buf_clear(&b);
    IS_INT(n_live, 0, "nothing leaks");
}

int
main(void)
{
    test_document();
    test_sticky();
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locations: what they mean, and that none means more than it says. */
#include "fn/place.h"

#include <stdlib.h>

#include "tap.h"

static void
test_good(void)
{
    static const struct {
        const char *text;
        enum fn_place_kind kind;
        const char *bucket, *path, *suffix;
    } good[] = {
        { "s3://my-bucket/a/b c.mp4", FN_PLACE_S3, "my-bucket", "a/b c.mp4", ".mp4" },
        { "s3://My.Bucket_1/k", FN_PLACE_S3, "My.Bucket_1", "k", "" },
        { "s3://bucket/a//b..c/...", FN_PLACE_S3, "bucket", "a//b..c/...", "" },
        { "gs://bucket/\xc3\xa4.jpg", FN_PLACE_GCS, "bucket", "\xc3\xa4.jpg", ".jpg" },
        { "http://h/x", FN_PLACE_HTTP, "", "http://h/x", "" },
        { "https://h:8443/x.mp4?a=b/../c", FN_PLACE_HTTP, "",
          "https://h:8443/x.mp4?a=b/../c", "" },
        { "file:///tmp/x.MOV", FN_PLACE_FILE, "", "/tmp/x.MOV", ".MOV" },
        { "file:///a.b/c", FN_PLACE_FILE, "", "/a.b/c", "" },
        { "file:///a.verylongsuffix", FN_PLACE_FILE, "", "/a.verylongsuffix", "" },
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct fn_place p;

        if (!OK(!fn_place_read(good[i].text, &p, NULL), "%s is a location", good[i].text))
            continue;
        IS_INT(p.kind, good[i].kind, "of its kind");
        IS_STR(p.bucket, good[i].bucket, "its bucket");
        IS_STR(p.path, good[i].path, "its path");
        IS_STR(fn_place_suffix(&p), good[i].suffix, "its suffix");
    }
}

static void
test_bad(void)
{
    static const char *const bad[] = {
        "",
        "s3://",
        "s3://bucket",
        "s3://bucket/",
        "s3://b/k",
        "s3://bu..cket/k",
        "s3://.bucket/k",
        "s3://buc%ket/k",
        "s3://bucket@evil/k",
        "s3://bucket/../other/k",
        "s3://bucket/a/./k",
        "s3://bucket/a/..",
        "s3://bucket/%2e%2E/k",
        "s3://bucket/a%2f..%2Fb",
        "gs://bucket/new\nline",
        "gs://bucket/\x1b[31m",
        "gs://bucket/\xff",
        "gs://bucket/\xc2\x85",
        "http://",
        "http:///path",
        "http://../x",
        "http://user@host/x",
        "http://good:80@evil/x",
        "http://h/a\\b",
        "http://h/a b",
        "http://h/a#b",
        "http://h/..",
        "http://h/.%2e/x",
        "https://h/a/../../b?x",
        "file://host/x",
        "file://x",
        "file:///",
        "file:///tmp/../etc/passwd",
        "file:///tmp/./x",
        "ftp://h/x",
        "FILE:///x",
        "/etc/passwd",
        "s3:/bucket/k",
    };
    char huge[FN_WORD_MAX + 16] = "s3://bucket/";

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fn_place p = { .kind = FN_PLACE_HTTP };
        struct va_err err = { .code = VA_OK };

        IS_INT(fn_place_read(bad[i], &p, &err), VA_DATA, "no location: %zu", i);
        OK(p.kind == FN_PLACE_HTTP && err.text[0], "it says so and touches nothing");
    }
    memset(huge + strlen(huge), 'k', FN_WORD_MAX);
    huge[sizeof huge - 1] = '\0';
    {
        struct fn_place p;

        IS_INT(fn_place_read(huge, &p, NULL), VA_DATA, "nor is one without an end");
    }
}

static void
test_allowed(void)
{
    char *items[] = { (char[]){ "s3://mine/" }, (char[]){ "gs://one/file" },
                      (char[]){ "http://host/a/" } };
    const struct fn_list allow = { items, 3 };
    char *star[] = { (char[]){ "*" } };
    const struct fn_list any = { star, 1 };
    const struct fn_list none = { NULL, 0 };

    OK(fn_place_allowed("s3://mine/k", &allow), "what is below an allowed folder is");
    OK(!fn_place_allowed("s3://mine2/k", &allow), "a longer name is another");
    OK(!fn_place_allowed("s3://mine", &allow), "a shorter one, too");
    OK(fn_place_allowed("gs://one/file", &allow), "a whole location is allowed");
    OK(!fn_place_allowed("gs://one/file2", &allow), "and no more than it");
    OK(!fn_place_allowed("gs://one/file/x", &allow), "nor what is below it");
    OK(!fn_place_allowed("http://host/ab", &allow), "folders end where they end");
    OK(fn_place_allowed("file:///x", &any), "a star allows all");
    OK(!fn_place_allowed("file:///x", &none), "nothing allows nothing");
}

int
main(void)
{
    test_good();
    test_bad();
    test_allowed();
    return done();
}

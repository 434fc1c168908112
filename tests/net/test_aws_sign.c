/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signature Version 4 against what AWS publishes: the aws-sig-v4-test-suite, the example
 * of the IAM User Guide, and those of the S3 API Reference.
 */
#include "net/aws_sign.h"

#include "tap.h"

#define SUITE "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define S3_KEY "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

struct example {
    const char *name, *key, *secret, *host;
    struct aws_request request;
    const char *target, *signature;
};

/* Those of the suite whose paths can be sent: HTTP has no raw space or UTF-8 in a path.
 */
/* clang-format off */
static const struct example suite[] = {
    { "get-vanilla", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/" },
      "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    { "post-vanilla", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "POST", .path = "/" },
      "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
    { "get-vanilla-query-order-key-case", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .query = { { "Param2", "value2" }, { "Param1", "value1" } }, .n_query = 2 },
      "/?Param1=value1&Param2=value2",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
    { "get-vanilla-query-order-value", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .query = { { "Param1", "value2" }, { "Param1", "value1" } }, .n_query = 2 },
      "/?Param1=value1&Param1=value2",
      "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694" },
    { "get-vanilla-query-unreserved", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .query = { { "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                     "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   } }, .n_query = 1 },
      "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz="
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
      "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
    { "get-vanilla-empty-query-key", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .query = { { "Param1", "value1" } }, .n_query = 1 },
      "/?Param1=value1",
      "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
    { "get-header-value-trim", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .headers = { { "My-Header1", " value1" }, { "My-Header2", " \"a   b   c\"" } },
        .n_headers = 2 },
      "/", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
    { "get-header-key-duplicate", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/",
        .headers = { { "My-Header1", "value2" }, { "My-Header1", "value2" },
                     { "my-header1", "value1" } }, .n_headers = 3 },
      "/", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
    { "post-header-key-sort", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "POST", .path = "/",
        .headers = { { "My-Header1", "value1" } }, .n_headers = 1 },
      "/", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
    { "post-x-www-form-urlencoded", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "POST", .path = "/",
        .headers = { { "Content-Type", "application/x-www-form-urlencoded" } },
        .n_headers = 1, .body = "Param1=value1", .body_len = 13 },
      "/", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a" },
    { "get-relative", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/example/.." },
      "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    { "get-slashes", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "//example//" },
      "//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
    { "get-slash-pointless-dot", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET", .path = "/./example" },
      "/./example", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
    { "get-unreserved", SUITE, "example.amazonaws.com",
      { .service = "service", .method = "GET",
        .path = "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" },
      "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
      "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
    { "IAM User Guide, ListUsers", SUITE, "iam.amazonaws.com",
      { .service = "iam", .method = "GET", .path = "/",
        .query = { { "Version", "2010-05-08" }, { "Action", "ListUsers" } }, .n_query = 2,
        .headers = { { "Content-Type",
                       "application/x-www-form-urlencoded; charset=utf-8" } },
        .n_headers = 1 },
      "/?Action=ListUsers&Version=2010-05-08",
      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7" },
};

static const struct example s3[] = {
    { "S3, GET Object", S3_KEY, "examplebucket.s3.amazonaws.com",
      { .service = "s3", .method = "GET", .path = "/test.txt",
        .headers = { { "Range", "bytes=0-9" } }, .n_headers = 1 },
      "/test.txt", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" },
    { "S3, PUT Object", S3_KEY, "examplebucket.s3.amazonaws.com",
      { .service = "s3", .method = "PUT", .path = "/test$file.text",
        .headers = { { "Date", "Fri, 24 May 2013 00:00:00 GMT" },
                     { "x-amz-storage-class", "REDUCED_REDUNDANCY" } }, .n_headers = 2,
        .body = "Welcome to Amazon S3.", .body_len = 21 },
      "/test%24file.text",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd" },
    { "S3, GET Bucket Lifecycle", S3_KEY, "examplebucket.s3.amazonaws.com",
      { .service = "s3", .method = "GET", .path = "/", .query = { { "lifecycle", "" } },
        .n_query = 1 },
      "/?lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
    { "S3, List Objects", S3_KEY, "examplebucket.s3.amazonaws.com",
      { .service = "s3", .method = "GET", .path = "/",
        .query = { { "prefix", "J" }, { "max-keys", "2" } }, .n_query = 2 },
      "/?max-keys=2&prefix=J",
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
};

/* clang-format on */

static void
test_examples(const struct example *e, size_t n, int64_t now_ms)
{
    for (size_t i = 0; i < n; i++, e++) {
        struct aws_credentials c = { .expires_ms = TIME_UNKNOWN };
        const struct aws_scope scope = { .credentials = &c,
                                         .region = "us-east-1",
                                         .host = e->host,
                                         .prefix = "",
                                         .now_ms = now_ms };
        struct aws_signed s;
        const char *signature = NULL;

        snprintf(c.access_key_id, sizeof c.access_key_id, "%s", e->key);
        snprintf(c.secret_access_key, sizeof c.secret_access_key, "%s", e->secret);
        aws_signed_init(&s);
        IS_INT(aws_sign(&e->request, &scope, &s), VA_OK, "%s is signed", e->name);
        IS_STR(buf_get(&s.target), e->target, "%s goes where it should", e->name);
        signature = strstr(s.authorization, "Signature=");
        IS_STR(signature ? signature + 10 : "", e->signature, "%s as AWS has it",
               e->name);
        aws_signed_clear(&s);
    }
}

/* What goes into the signature of a path that holds an ARN, and of a token. */
static void
test_canonical(void)
{
    struct aws_credentials c = { .access_key_id = "A",
                                 .secret_access_key = "s",
                                 .session_token = "token" };
    const struct aws_scope scope = { .credentials = &c,
                                     .region = "eu-west-1",
                                     .host = "127.0.0.1:3002",
                                     .prefix = "/base",
                                     .now_ms = 0 };
    const struct aws_request r = {
        .service = "lambda",
        .method = "POST",
        .path = "/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations",
        .query = { { "Qualifier", "$LATEST" } },
        .n_query = 1,
        .headers = { { "User-Agent", "x" }, { "X-Amz-Log-Type", " Tail  me\t" } },
        .n_headers = 2,
        .body = "{}",
        .body_len = 2,
    };
    struct aws_signed s;
    struct buf text;

    aws_signed_init(&s);
    buf_init(&text, 1 << 16);
    IS_INT(aws_sign_canonical(&r, &scope, &s, &text), VA_OK,
           "a request is made canonical");
    IS_STR(buf_get(&text),
           "POST\n"
           "/base/2015-03-31/functions/"
           "arn%253Aaws%253Alambda%253Aeu-west-1%253A1%253Afunction%253Af/invocations\n"
           "Qualifier=%24LATEST\n"
           "host:127.0.0.1:3002\n"
           "x-amz-date:19700101T000000Z\n"
           "x-amz-log-type:Tail me\n"
           "x-amz-security-token:token\n"
           "\n"
           "host;x-amz-date;x-amz-log-type;x-amz-security-token\n"
           "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
           "an ARN is encoded twice, the token signed, the program's name not");
    IS_STR(buf_get(&s.target),
           "/base/2015-03-31/functions/"
           "arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af/invocations"
           "?Qualifier=%24LATEST",
           "on the wire it is encoded once");
    buf_clear(&text);
    aws_signed_clear(&s);
}

int
main(void)
{
    test_examples(suite, sizeof suite / sizeof *suite, INT64_C(1440938160000));
    test_examples(s3, sizeof s3 / sizeof *s3, INT64_C(1369353600000));
    test_canonical();
    return done();
}

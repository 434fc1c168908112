/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to AWS: who calls, where to, and that what arrives is signed right. */
#include "net/aws.h"

#include "tap.h"
#include "world.h"

#include <sys/stat.h>

#define NOW INT64_C(1700000000000)

static void
write_file(const char *name, const char *text)
{
    char path[TEXT_MAX];
    char expanded[TEXT_MAX];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%.255s/%s", home, name);
    expand(text, expanded);
    f = fopen(path, "w");
    if (!f || fputs(expanded, f) < 0 || fclose(f))
        exit(99);
}

struct user {
    struct http *http;
    struct aws *aws;
    struct va_err err;
    struct buf trace;
};

static void
keep_line(void *ctx, const char *line)
{
    buf_text(ctx, line);
    buf_byte(ctx, '\n');
}

static void
begin(struct user *u, struct world *w, const char *profile, const char *endpoint)
{
    struct aws_options o = { .clock = { now, w },
                             .profile = profile,
                             .endpoint_url = endpoint,
                             .variable = variable,
                             .ctx = w };

    memset(u, 0, sizeof *u);
    buf_init(&u->trace, 1 << 20);
    if (!w->now_ms)
        w->now_ms = NOW;
    if (http_open(&(struct http_options){ .trace = keep_line, .ctx = &u->trace },
                  &u->http, NULL))
        exit(99);
    o.http = u->http;
    if (aws_open(&o, &u->aws, NULL))
        exit(99);
}

static void
end(struct user *u)
{
    aws_close(u->aws);
    http_close(u->http);
    buf_clear(&u->trace);
}

static int
count_of(const char *path)
{
    struct http *h = NULL;
    struct http_reply r;
    char url[128];
    char key[128];
    const char *at = NULL;
    int n = 0;

    http_reply_init(&r);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/count", server.ports[0]);
    if (http_open(&(struct http_options){ .ctx = NULL }, &h, NULL) ||
        http_send(h, &(struct http_request){ .method = "GET", .url = url }, &r, NULL))
        exit(99);
    snprintf(key, sizeof key, "\"%s\": ", path);
    at = strstr(buf_get(&r.body), key);
    n = at ? (int)strtol(at + strlen(key), NULL, 10) : 0;
    http_reply_clear(&r);
    http_close(h);
    return n;
}

/* --- who calls --- */

#define NO_METADATA "AWS_EC2_METADATA_DISABLED=true"
#define SERVER "http://127.0.0.1:%p"

static const struct {
    const char *name;
    const char *profile;
    const char *settings[8];
    enum va_code code;
    const char *said; /* the source, or part of the error */
} who_cases[] = {
    { "the environment comes first",
      NULL,
      { "AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=env-secret", "HOME=%h" },
      VA_OK,
      "environment" },
    { "a profile asked for by name comes before it",
      "dev",
      { "AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=env-secret", "HOME=%h" },
      VA_OK,
      "profile dev" },
    { "a profile of the environment does not",
      NULL,
      { "AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=env-secret", "HOME=%h",
        "AWS_PROFILE=dev" },
      VA_OK,
      "environment" },
    { "half a key is an error",
      NULL,
      { "AWS_ACCESS_KEY_ID=AKIAENV", "HOME=%h" },
      VA_CONFIG,
      "the access key or its secret is missing" },
    { "a key with a line in it is an error",
      NULL,
      { "AWS_ACCESS_KEY_ID=AKIAENV\nX: y", "AWS_SECRET_ACCESS_KEY=env-secret" },
      VA_CONFIG,
      "strange character" },
    { "expired keys of the environment are an error",
      NULL,
      { "AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=env-secret",
        "AWS_CREDENTIAL_EXPIRATION=2023-11-14T22:13:19Z" },
      VA_CONFIG,
      "have expired" },
    { "the default profile is used without a name",
      NULL,
      { "HOME=%h" },
      VA_OK,
      "profile default" },
    { "AWS_PROFILE names another",
      NULL,
      { "HOME=%h", "AWS_PROFILE=config-only" },
      VA_OK,
      "profile config-only" },
    { "so does AWS_DEFAULT_PROFILE",
      NULL,
      { "HOME=%h", "AWS_DEFAULT_PROFILE=dev" },
      VA_OK,
      "profile dev" },
    { "AWS_PROFILE is the stronger one",
      NULL,
      { "HOME=%h", "AWS_DEFAULT_PROFILE=dev", "AWS_PROFILE=config-only" },
      VA_OK,
      "profile config-only" },
    { "a name may be in quotes",
      "with space",
      { "HOME=%h" },
      VA_OK,
      "profile with space" },
    { "files may be elsewhere",
      "elsewhere",
      { "AWS_CONFIG_FILE=/nowhere", "AWS_SHARED_CREDENTIALS_FILE=%h/other" },
      VA_OK,
      "profile elsewhere" },
    { "a profile that is not there is an error",
      "nobody",
      { "HOME=%h" },
      VA_CONFIG,
      "AWS profile nobody: neither in" },
    { "a section without 'profile' in config is none",
      "bare",
      { "HOME=%h" },
      VA_CONFIG,
      "AWS profile bare: neither in" },
    { "a program gives credentials", "process", { "HOME=%h" }, VA_OK, "profile process" },
    { "it is run without a shell",
      "process-words",
      { "HOME=%h" },
      VA_OK,
      "profile process-words" },
    { "a program that fails is an error",
      "process-fails",
      { "HOME=%h" },
      VA_CONFIG,
      "it failed with status 3" },
    { "a program that is not there is an error",
      "process-missing",
      { "HOME=%h" },
      VA_CONFIG,
      "there is no such program" },
    { "a program that prints junk is an error",
      "process-junk",
      { "HOME=%h" },
      VA_CONFIG,
      "not JSON" },
    { "a program that does not stop printing is stopped",
      "process-endless",
      { "HOME=%h" },
      VA_OVERFLOW,
      "prints too much" },
    { "an open quote is an error",
      "process-quote",
      { "HOME=%h" },
      VA_CONFIG,
      "not a command line" },
    { "a container's address",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/ok" },
      VA_OK,
      "container" },
    { "a container's token",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/token",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN=the-container-token" },
      VA_OK,
      "container" },
    { "a container's token in a file comes first",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/token",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN=wrong",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%h/token" },
      VA_OK,
      "container" },
    { "a container that says no is an error",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/token" },
      VA_CONFIG,
      "status 401" },
    { "a container elsewhere is not asked without TLS",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://8.8.8.8/x" },
      VA_CONFIG,
      "neither https nor on this machine" },
    { "a token with a line in it is an error",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/ok",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN=a\nb" },
      VA_CONFIG,
      "strange character" },
    { "a relative address begins with a slash",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=.evil.example/x" },
      VA_CONFIG,
      "is no URL" },
    { "expired credentials of a container are an error",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/expired" },
      VA_CONFIG,
      "of container have expired" },
    { "half of them are an error",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/partial" },
      VA_CONFIG,
      "no credentials" },
    { "a token that is too long is not cut",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/endless-token" },
      VA_CONFIG,
      "no credentials" },
    { "a key with a line in it is not used",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/odd-key" },
      VA_CONFIG,
      "strange character" },
    { "an end that is no time is an error",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/bad-time" },
      VA_CONFIG,
      "no credentials" },
    { "deep JSON is refused",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/deep" },
      VA_CONFIG,
      "not JSON" },
    { "what a container says is not told",
      NULL,
      { "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/text" },
      VA_CONFIG,
      "not JSON" },
    { "an instance's role",
      NULL,
      { "AWS_EC2_METADATA_SERVICE_ENDPOINT=" SERVER "/" },
      VA_OK,
      "EC2 metadata (IMDSv2)" },
    { "without any, each place is named",
      NULL,
      { "HOME=%h/empty", NO_METADATA },
      VA_CONFIG,
      "looked in the environment (AWS_ACCESS_KEY_ID), profile default in " },
    { "without any, containers and instances are named",
      NULL,
      { NO_METADATA },
      VA_CONFIG,
      ", a container (AWS_CONTAINER_CREDENTIALS_*), EC2 metadata (disabled)" },
};

static void
make_files(void)
{
    char path[TEXT_MAX];

    snprintf(path, sizeof path, "%.255s/.aws", home);
    (void)mkdir(path, 0700);
    write_file("token", "the-container-token\n");
    write_file("other", "\xef\xbb\xbf[elsewhere]\r\naws_access_key_id=AKIAFILE\r\n"
                        "aws_secret_access_key=file-secret\r\n");
    write_file(".aws/credentials", "# a comment\n"
                                   "[default]\n"
                                   "aws_access_key_id = AKIAFILE\n"
                                   "aws_secret_access_key = file-secret\n"
                                   "\n"
                                   "[dev]\n"
                                   "AWS_ACCESS_KEY_ID: AKIAFILE\n"
                                   "aws_secret_access_key= file-secret\n"
                                   "aws_session_token = token-of-dev\n"
                                   "region = eu-north-1\n");
    write_file(
        ".aws/config",
        "[default]\nregion = eu-west-1\n"
        "[profile config-only]\n"
        "aws_access_key_id = AKIAFILE\naws_secret_access_key = file-secret\n"
        "region = us-west-2\nuse_fips_endpoint = true\n"
        "[profile \"with space\"]\n"
        "aws_access_key_id = AKIAFILE\naws_secret_access_key = file-secret\n"
        "[bare]\n"
        "aws_access_key_id = AKIAFILE\naws_secret_access_key = file-secret\n"
        "[profile process]\n"
        "credential_process = printf '{\"Version\":1,\"AccessKeyId\":\"AKIAPROCESS\","
        "\"SecretAccessKey\":\"process-secret\"}'\n"
        "[profile process-words]\n"
        "credential_process = python3 -c 'import sys; print(sys.argv[1] + "
        "\"\\\"AKIAPROCESS\\\",\\\"SecretAccessKey\\\":\\\"process-secret\\\"}\")' "
        "\"{\\\"AccessKeyId\\\":\" ; $HOME `id`\n"
        "[profile process-fails]\n"
        "credential_process = sh -c 'echo secret-on-stderr >&2; exit 3'\n"
        "[profile process-missing]\ncredential_process = no-such-program-here\n"
        "[profile process-junk]\ncredential_process = echo secret-junk\n"
        "[profile process-endless]\ncredential_process = yes\n"
        "[profile process-quote]\ncredential_process = echo 'open\n"
        "[profile nested]\n"
        "services = mine\nendpoint_url = http://127.0.0.1:%p/profile\n"
        "s3 =\n    max_concurrent_requests = 20\n    endpoint_url = http://wrong/\n"
        "[services mine]\n"
        "lambda =\n    endpoint_url = http://127.0.0.1:%p/nested\n"
        "cloudwatch_logs =\n    endpoint_url = http://127.0.0.1:%p/logs\n");
}

static void
test_who(void)
{
    for (size_t i = 0; i < sizeof who_cases / sizeof *who_cases; i++) {
        struct world w = { .now_ms = NOW };
        struct user u;
        const char *source = NULL;
        enum va_code code = VA_OK;

        memcpy(w.settings, who_cases[i].settings, sizeof who_cases[i].settings);
        begin(&u, &w, who_cases[i].profile, NULL);
        code = aws_source(u.aws, &source, &u.err);
        IS_INT(code, who_cases[i].code, "%s: %s", who_cases[i].name, u.err.text);
        if (who_cases[i].code)
            OK(strstr(u.err.text, who_cases[i].said), "%s: and says so",
               who_cases[i].name);
        else
            IS_STR(source, who_cases[i].said, "%s: and says so", who_cases[i].name);
        OK(!strstr(u.err.text, "secret-") && !strstr(u.err.text, "-secret"),
           "%s: no secret is told", who_cases[i].name);
        OK(!strstr(buf_get(&u.trace), "-secret") &&
               !strstr(buf_get(&u.trace), "the-container-token"),
           "%s: nor traced", who_cases[i].name);
        end(&u);
    }
}

/* --- where to --- */

/* clang-format off */
static const struct {
    const char *name;
    const char *service, *profile, *endpoint;
    const char *settings[6];
    const char *place; /* that the trace shows; NULL: an error */
} where_cases[] = {
    { "the region comes from AWS_REGION",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=eu-west-3", "AWS_DEFAULT_REGION=us-east-2" },
      "https://lambda.eu-west-3.amazonaws.com/x" },
    { "or AWS_DEFAULT_REGION",
      "logs",
      NULL,
      NULL,
      { "AWS_DEFAULT_REGION=us-east-2" },
      "https://logs.us-east-2.amazonaws.com/x" },
    { "or the profile in the config file",
      "sts",
      NULL,
      NULL,
      { "HOME=%h" },
      "https://sts.eu-west-1.amazonaws.com/x" },
    { "or in the credentials file",
      "rekognition",
      "dev",
      NULL,
      { "HOME=%h" },
      "https://rekognition.eu-north-1.amazonaws.com/x" },
    { "no region is an error", "lambda", NULL, NULL, { "HOME=/nowhere" }, NULL },
    { "a region that is no name of a host is an error",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=evil.example/" },
      NULL },
    { "China has a domain of its own",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=cn-north-1" },
      "https://lambda.cn-north-1.amazonaws.com.cn/x" },
    { "dual stack",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=us-east-1", "AWS_USE_DUALSTACK_ENDPOINT=true" },
      "https://lambda.us-east-1.api.aws/x" },
    { "FIPS",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=us-east-1", "AWS_USE_FIPS_ENDPOINT=TRUE" },
      "https://lambda-fips.us-east-1.amazonaws.com/x" },
    { "FIPS from the profile",
      "lambda",
      "config-only",
      NULL,
      { "HOME=%h" },
      "https://lambda-fips.us-west-2.amazonaws.com/x" },
    { "both",
      "logs",
      NULL,
      NULL,
      { "AWS_REGION=us-east-1", "AWS_USE_FIPS_ENDPOINT=true",
        "AWS_USE_DUALSTACK_ENDPOINT=true" },
      "https://logs-fips.us-east-1.api.aws/x" },
    { "both, for S3",
      "s3",
      NULL,
      NULL,
      { "AWS_REGION=us-east-1", "AWS_USE_FIPS_ENDPOINT=true",
        "AWS_USE_DUALSTACK_ENDPOINT=true" },
      "https://s3-fips.dualstack.us-east-1.amazonaws.com/x" },
    { "dual stack in China",
      "lambda",
      NULL,
      NULL,
      { "AWS_REGION=cn-north-1", "AWS_USE_DUALSTACK_ENDPOINT=true" },
      "https://lambda.cn-north-1.api.amazonwebservices.com.cn/x" },
    { "an endpoint that is given comes first",
      "lambda",
      "nested",
      SERVER "/given/",
      { "HOME=%h", "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL=http://127.0.0.1:1" },
      SERVER "/given/x" },
    { "then the service's own variable",
      "logs",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL=http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=" SERVER "/own" },
      SERVER "/own/x" },
    { "then the one for all",
      "lambda",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL=" SERVER "/all" },
      SERVER "/all/x" },
    { "then the service's in the profile",
      "lambda",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1" },
      SERVER "/nested/x" },
    { "by the name that files give it",
      "logs",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1" },
      SERVER "/logs/x" },
    { "then the profile's",
      "s3",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1" },
      SERVER "/profile/x" },
    { "none of those when told so",
      "lambda",
      "nested",
      NULL,
      { "HOME=%h", "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL=" SERVER,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      "https://lambda.us-east-1.amazonaws.com/x" },
    { "the usual port is left out",
      "lambda",
      NULL,
      "HTTPS://Example.invalid:443/",
      { "AWS_REGION=us-east-1" },
      "https://example.invalid/x" },
    { "an endpoint that is no URL is an error",
      "lambda",
      NULL,
      "ftp://x/",
      { "AWS_REGION=us-east-1" },
      NULL },
    { "nor one with a query",
      "lambda",
      NULL,
      "http://127.0.0.1/?a=b",
      { "AWS_REGION=us-east-1" },
      NULL },
};

/* clang-format on */

/* Only where it would go: the trace says it before anything is sent. */
static void
test_where(void)
{
    for (size_t i = 0; i < sizeof where_cases / sizeof *where_cases; i++) {
        struct world w = { .now_ms = NOW };
        struct user u;
        struct http_reply reply;
        char endpoint[TEXT_MAX] = "";
        char place[TEXT_MAX] = "";
        char line[TEXT_MAX + 16];
        const struct aws_request r = { .service = where_cases[i].service,
                                       .method = "GET",
                                       .path = "/x",
                                       .timeout_ms = 1 };
        enum va_code code = VA_OK;

        memcpy(w.settings, where_cases[i].settings, sizeof where_cases[i].settings);
        w.settings[6] = "AWS_ACCESS_KEY_ID=AKIAENV";
        for (int k = 0; k < 6; k++)
            w.settings[k] = w.settings[k] ? w.settings[k] : "UNUSED=";
        w.settings[7] = "AWS_SECRET_ACCESS_KEY=env-secret";
        if (where_cases[i].endpoint)
            expand(where_cases[i].endpoint, endpoint);
        begin(&u, &w, where_cases[i].profile, endpoint);
        if (where_cases[i].profile && !strcmp(where_cases[i].profile, "nested")) {
            end(&u); /* that profile has no keys: name it by the environment */
            w.settings[8] = "AWS_PROFILE=nested";
            begin(&u, &w, NULL, endpoint);
        }
        http_reply_init(&reply);
        code = aws_send(u.aws, &r, &reply, &u.err);
        if (where_cases[i].place) {
            expand(where_cases[i].place, place);
            snprintf(line, sizeof line, "> GET %s\n", place);
            OK(strstr(buf_get(&u.trace), line) == buf_get(&u.trace), "%s",
               where_cases[i].name);
            if (strstr(buf_get(&u.trace), line) != buf_get(&u.trace))
                printf("# %s: %.200s\n", u.err.text, buf_get(&u.trace));
        } else {
            IS_INT(code, VA_CONFIG, "%s: %s", where_cases[i].name, u.err.text);
            IS_INT(reply.fate, HTTP_NOT_SENT, "%s: nothing is sent", where_cases[i].name);
        }
        http_reply_clear(&reply);
        end(&u);
    }
}

/* --- what arrives --- */

static void
test_signed(void)
{
    static const struct aws_request requests[] = {
        { .service = "lambda",
          .method = "POST",
          .path =
              "/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations",
          .query = { { "Qualifier", "$LATEST" } },
          .n_query = 1,
          .headers = { { "Content-Type", "application/json" },
                       { "X-Amz-Log-Type", "Tail" } },
          .n_headers = 2,
          .body = "{\"a\": 1}",
          .body_len = 8 },
        { .service = "lambda", .method = "GET", .path = "/name:PROD/a b/\xc3\xa9" },
        { .service = "logs",
          .method = "POST",
          .path = "/",
          .headers = { { "X-Amz-Target", "Logs_20140328.FilterLogEvents" } },
          .n_headers = 1,
          .body = "{}",
          .body_len = 2 },
        { .service = "s3",
          .method = "PUT",
          .path = "/bucket/key with space+$.mp4",
          .query = { { "uploads", "" }, { "a", "2" }, { "a", "1" } },
          .n_query = 3,
          .body = "bytes",
          .body_len = 5 },
        { .service = "lambda",
          .method = "DELETE",
          .path = "/x",
          .query = { { "Qualifier", "7" } },
          .n_query = 1 },
    };
    struct world w = { { "AWS_REGION=eu-west-1",
                         "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/ok" },
                       .now_ms = NOW };
    char endpoint[TEXT_MAX];
    struct user u;

    expand(SERVER "/base%20x/", endpoint);
    begin(&u, &w, NULL, endpoint);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct http_reply reply;

        http_reply_init(&reply);
        IS_INT(aws_send(u.aws, &requests[i], &reply, &u.err), VA_OK,
               "request %zu is sent %s", i, u.err.text);
        IS_INT(reply.status, 200, "request %zu is accepted", i);
        IS_STR(buf_get(&reply.body),
               "signed by AKIACONTAINER, token session-token-of-AKIACONTAINER",
               "request %zu is signed, with its token", i);
        http_reply_clear(&reply);
    }
    OK(!strstr(buf_get(&u.trace), "session-token-of"), "the token is not traced");
    OK(!strstr(buf_get(&u.trace), "Signature="), "nor is a signature");
    end(&u);
}

static void
test_refused(void)
{
    struct world w = { { "AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=AKIAENV",
                         "AWS_SECRET_ACCESS_KEY=another-one",
                         "AWS_ENDPOINT_URL=" SERVER },
                       .now_ms = NOW };
    const struct aws_request r = { .service = "lambda", .method = "GET", .path = "/x" };
    struct http_reply reply;
    struct aws_error e;
    struct user u;

    begin(&u, &w, NULL, NULL);
    http_reply_init(&reply);
    IS_INT(aws_send(u.aws, &r, &reply, &u.err), VA_OK, "a wrong secret is sent");
    IS_INT(reply.status, 403, "and refused");
    aws_error_read(&reply, &e);
    IS_STR(e.type, "InvalidSignatureException", "the error's type is read");
    IS_STR(e.message, "The signature does not match", "and its message");
    http_reply_clear(&reply);
    end(&u);
}

/* --- credentials that end --- */

static void
test_renewed(void)
{
    struct world w = { { "AWS_REGION=eu-west-1", "AWS_ENDPOINT_URL=" SERVER,
                         "AWS_CONTAINER_CREDENTIALS_FULL_URI=" SERVER "/container/ok" },
                       .now_ms = NOW };
    const struct aws_request r = { .service = "lambda", .method = "GET", .path = "/x" };
    const int before = count_of("/container/ok");
    static const struct {
        int64_t later_s;
        int n_fetched;
        enum va_code code;
        const char *name;
    } steps[] = {
        { 0, 1, VA_OK, "they are fetched when first needed" },
        { 1000, 1, VA_OK, "and kept" },
        { 3299, 1, VA_OK, "until five minutes before their end" },
        { 3310, 2, VA_OK, "then they are fetched again" },
        { 3320, 2, VA_OK, "but not at each call" },
        { 3350, 3, VA_OK, "though soon" },
        { 3600, 4, VA_CONFIG, "when they have ended, nothing is sent" },
    };
    struct user u;

    begin(&u, &w, NULL, NULL);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct http_reply reply;

        http_reply_init(&reply);
        w.now_ms = NOW + steps[i].later_s * 1000;
        IS_INT(aws_send(u.aws, &r, &reply, &u.err), steps[i].code, "%s", steps[i].name);
        IS_INT(count_of("/container/ok") - before, steps[i].n_fetched, "%s: fetches",
               steps[i].name);
        http_reply_clear(&reply);
    }
    end(&u);
}

/* --- errors --- */

static const struct {
    const char *header, *body, *type, *message;
} error_cases[] = {
    { "x-amzn-errortype: TooManyRequestsException:http://internal.amazon.com/x\n",
      "{\"Reason\":\"x\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}",
      "TooManyRequestsException", "Rate Exceeded." },
    { "", "{\"__type\":\"com.amazonaws.logs#ThrottlingException\",\"Message\":\"slow\"}",
      "ThrottlingException", "slow" },
    { "",
      "{\"__type\":\"ResourceNotFoundException\",\"message\":\"\xff\x1b[31m\\u0007\"}",
      "ResourceNotFoundException", "??[31m?" },
    { "", "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>gone</Message>",
      "NoSuchKey", "gone" },
    { "", "  <ErrorResponse><Error><Code>A#B:C</Code></Error>", "B", "" },
    { "", "<html><Code>open", "", "" },
    { "", "Internal error", "", "" },
    { "", "", "", "" },
    { "", "{\"message\":7,\"__type\":[]}", "", "" },
};

static void
test_errors(void)
{
    for (size_t i = 0; i < sizeof error_cases / sizeof *error_cases; i++) {
        struct http_reply r;
        struct aws_error e;

        http_reply_init(&r);
        buf_text(&r.headers, error_cases[i].header);
        buf_text(&r.body, error_cases[i].body);
        aws_error_read(&r, &e);
        IS_STR(e.type, error_cases[i].type, "error %zu has its type", i);
        IS_STR(e.message, error_cases[i].message, "error %zu has its message", i);
        http_reply_clear(&r);
    }
    {
        struct http_reply r;
        struct aws_error e;

        http_reply_init(&r);
        buf_text(&r.body, "{\"message\":\"");
        buf_pad(&r.body, 'x', 10000);
        buf_text(&r.body, "\",\"__type\":\"");
        buf_pad(&r.body, 'y', 10000);
        buf_text(&r.body, "\"}");
        aws_error_read(&r, &e);
        OK(strlen(e.message) == AWS_NAME_MAX - 1 && strlen(e.type) == AWS_NAME_MAX - 1,
           "long ones are cut");
        http_reply_clear(&r);
    }
}

int
main(void)
{
    snprintf(home, sizeof home, "%s/user", server_folder("TEST_TMP", "/tmp"));
    (void)mkdir(home, 0700);
    test_errors();
    if (!server_can_run("python3")) {
        SKIP("python3 is needed");
        return done();
    }
    if (!OK(server_start(&server, "tests/net/aws_server.py", NULL), "the server runs"))
        return done();
    make_files();
    test_who();
    test_where();
    test_signed();
    test_refused();
    test_renewed();
    server_stop(&server);
    return done();
}

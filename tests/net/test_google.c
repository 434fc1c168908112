/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of Google Cloud: each source against a loopback server that checks signatures.
 */
#include "net/google.h"

#include "tap.h"
#include "world.h"

#include <sys/stat.h>

#define NOW INT64_C(1700000000000)
#define AUDIENCE "https://us-central1-demo.cloudfunctions.net/probe"

static void
keep_line(void *ctx, const char *line)
{
    buf_text(ctx, line);
    buf_byte(ctx, '\n');
}

struct user {
    struct http *http;
    struct google *google;
    struct va_err err;
    struct buf trace;
};

static void
begin(struct user *u, struct world *w)
{
    struct google_options o = { .clock = { now, w }, .variable = variable, .ctx = w };

    memset(u, 0, sizeof *u);
    buf_init(&u->trace, 1 << 20);
    if (http_open(&(struct http_options){ .trace = keep_line, .ctx = &u->trace },
                  &u->http, NULL))
        exit(99);
    o.http = u->http;
    if (google_open(&o, &u->google, NULL))
        exit(99);
}

static void
end(struct user *u)
{
    google_close(u->google);
    http_close(u->http);
    buf_clear(&u->trace);
}

static int
count_of(const char *path)
{
    struct http *h = NULL;
    struct http_reply r;
    char url[128];
    char key[256];
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

/* Is it a token of the server's for this audience? It says so in base64 of JSON. */
static bool
is_for(const char *token, const char *audience)
{
    char command[TEXT_MAX];

    snprintf(command, sizeof command,
             "python3 -c 'import base64,json,sys; p=sys.argv[1].split(\".\")[1]; "
             "sys.exit(json.loads(base64.urlsafe_b64decode(p+\"===\"))[\"aud\"]"
             "!=sys.argv[2])' '%s' '%s'",
             token, audience);
    /* cppcheck-suppress system */
    return system(command) == 0;
}

/* --- sources --- */

#define NO_METADATA "NO_GCE_CHECK=true"
#define NO_PROGRAM "HOME=/nowhere"

/* clang-format off */
static const struct {
    const char *name;
    bool identity;
    const char *settings[4];
    enum va_code code;
    const char *said; /* the token (NULL: one of the server's), or part of the error */
} cases[] = {
    { "an identity token of the environment", true,
      { "VADVISE_GCF_ID_TOKEN=id-secret" }, VA_OK, "id-secret" },
    { "an access token of the environment", false,
      { "VADVISE_GCP_ACCESS_TOKEN=a-secret", "CLOUDSDK_AUTH_ACCESS_TOKEN=b-secret" },
      VA_OK, "a-secret" },
    { "one that is meant for gcloud", false,
      { "CLOUDSDK_AUTH_ACCESS_TOKEN=b-secret" }, VA_OK, "b-secret" },
    { "a token with a line in it is none", true,
      { "VADVISE_GCF_ID_TOKEN=id-secret\nX: y" }, VA_CONFIG,
      "VADVISE_GCF_ID_TOKEN: what it gives is no token" },
    { "the key of a service account, for an identity", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/key.json" }, VA_OK, NULL },
    { "the key of a service account, for access", false,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/key.json" }, VA_OK,
      "access-secret-of-the-key" },
    { "the key of another", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/other-key.json" }, VA_CONFIG,
      "status 400 invalid_grant: Invalid JWT Signature." },
    { "a key that is none", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/no-key.json" }, VA_CONFIG,
      "its private key cannot sign" },
    { "a key that is to be sent without TLS", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/plain-key.json" }, VA_CONFIG,
      "its token_uri is no https URL" },
    { "a server that answers junk", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/junk-key.json" }, VA_CONFIG,
      "what it gives is no token" },
    { "a server that gives a token of two lines", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/lines-key.json" }, VA_CONFIG,
      "what it gives is no token" },
    { "a key file that is not there", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/missing.json" }, VA_CONFIG,
      "missing.json: No such file" },
    { "a key file that is no JSON", true,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/public.pem" }, VA_CONFIG,
      "not a file of credentials" },
    { "a person's login gives access", false,
      { "GOOGLE_APPLICATION_CREDENTIALS=%h/login.json" }, VA_OK,
      "access-secret-of-a-person" },
    { "a person's login lies where gcloud leaves it", false,
      { "CLOUDSDK_CONFIG=%h" }, VA_OK, "access-secret-of-a-person" },
    { "a person's login gives no identity, the metadata server does", true,
      { "CLOUDSDK_CONFIG=%h", "GCE_METADATA_HOST=127.0.0.1:%p" }, VA_OK, NULL },
    { "the metadata server, for access", false,
      { NO_PROGRAM, "GCE_METADATA_HOST=127.0.0.1:%p" }, VA_OK,
      "access-secret-of-metadata" },
    { "the metadata server, for an identity", true,
      { NO_PROGRAM, "GCE_METADATA_HOST=127.0.0.1:%p" }, VA_OK, NULL },
    { "without any, each place is named", true,
      { "CLOUDSDK_CONFIG=/nowhere", NO_METADATA }, VA_CONFIG,
      "looked in VADVISE_GCF_ID_TOKEN, GOOGLE_APPLICATION_CREDENTIALS, "
      "/nowhere/application_default_credentials.json, the metadata server (NO_GCE_CHECK), "
      "gcloud (not installed)" },
};
/* clang-format on */

static enum va_code
ask(struct user *u, bool identity, const char **token)
{
    return identity ? google_identity_token(u->google, AUDIENCE, token, &u->err)
                    : google_access_token(u->google, token, &u->err);
}

static void
test_sources(void)
{
    char path[TEXT_MAX];

    snprintf(path, sizeof path, "%s", server_folder("PATH", "/usr/bin:/bin"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w = { .now_ms = NOW };
        struct user u;
        const char *token = NULL;
        enum va_code code = VA_OK;

        memcpy(w.settings, cases[i].settings, sizeof cases[i].settings);
        begin(&u, &w);
        (void)setenv("PATH", "/nowhere", 1); /* gcloud has a test of its own */
        code = ask(&u, cases[i].identity, &token);
        (void)setenv("PATH", path, 1);
        IS_INT(code, cases[i].code, "%s: %s", cases[i].name, u.err.text);
        if (code)
            OK(strstr(u.err.text, cases[i].said), "%s: said", cases[i].name);
        else if (cases[i].said)
            IS_STR(token, cases[i].said, "%s: taken", cases[i].name);
        else
            OK(is_for(token, AUDIENCE), "%s: it is for the audience", cases[i].name);
        OK(!strstr(u.err.text, "-secret"), "%s: no secret is told", cases[i].name);
        OK(!strstr(buf_get(&u.trace), "-secret") &&
               !strstr(buf_get(&u.trace), "assertion"),
           "%s: nor traced", cases[i].name);
        end(&u);
    }
}

/* --- how long they are kept --- */

static void
test_kept(void)
{
    static const struct {
        int64_t later_s;
        const char *audience;
        int n_fetched;
        const char *name;
    } steps[] = {
        { 0, AUDIENCE, 1, "a token is fetched when first needed" },
        { 3000, AUDIENCE, 1, "and kept" },
        { 3000, AUDIENCE "-512", 2, "one for each audience" },
        { 3100, AUDIENCE, 2, "several at a time" },
        { 3301, AUDIENCE, 3, "until five minutes before its end" },
    };
    static const char path[] =
        "/computeMetadata/v1/instance/service-accounts/default/identity";
    struct world w = { { NO_PROGRAM, "GCE_METADATA_HOST=127.0.0.1:%p" }, .now_ms = NOW };
    const int before = count_of(path);
    struct user u;

    begin(&u, &w);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const char *token = NULL;

        w.now_ms = NOW + steps[i].later_s * 1000;
        IS_INT(google_identity_token(u.google, steps[i].audience, &token, &u.err), VA_OK,
               "%s: %s", steps[i].name, u.err.text);
        IS_INT(count_of(path) - before, steps[i].n_fetched, "%s: fetches", steps[i].name);
        OK(is_for(token, steps[i].audience), "%s: the right one", steps[i].name);
    }
    for (int i = 0; i < 40; i++) {
        char audience[64];
        const char *token = NULL;

        snprintf(audience, sizeof audience, "https://f.example/%d", i);
        if (google_identity_token(u.google, audience, &token, &u.err) ||
            (i % 13 == 0 && !OK(is_for(token, audience), "audience %d has its own", i)))
            break;
        if (i == 39)
            OK(true, "any number of audiences is served");
    }
    IS_INT(google_identity_token(u.google, "", &(const char *){ NULL }, &u.err), VA_USAGE,
           "an identity is for somebody");
    end(&u);
}

/* Keys, and files of credentials of every kind. */
static bool
make_files(void)
{
    static const char script[] =
        "import json,sys\n"
        "home,port=sys.argv[1:]\n"
        "def key(name,pem,uri):\n"
        "    json.dump({'type':'service_account','private_key_id':'key-1',\n"
        "        'client_email':'probe@demo.iam.gserviceaccount.com',\n"
        "        'private_key':pem,'token_uri':uri},open(home+'/'+name,'w'))\n"
        "base='http://127.0.0.1:'+port\n"
        "pem=open(home+'/key.pem').read()\n"
        "key('key.json',pem,base+'/token')\n"
        "key('other-key.json',open(home+'/other.pem').read(),base+'/token')\n"
        "key('no-key.json','key-secret',base+'/token')\n"
        "key('plain-key.json',pem,'http://8.8.8.8/token')\n"
        "key('junk-key.json',pem,base+'/junk')\n"
        "key('lines-key.json',pem,base+'/lines')\n"
        "login={'type':'authorized_user','client_id':'id','client_secret':\n"
        "    "
        "'client-secret','refresh_token':'refresh-secret/+=','token_uri':base+'/token'}\n"
        "for name in ('login.json','application_default_credentials.json'):\n"
        "    json.dump(login,open(home+'/'+name,'w'))\n";
    char command[3 * TEXT_MAX];

    snprintf(command, sizeof command, "python3 -c \"%s\" '%s' %d", script, home,
             server.ports[0]);
    /* cppcheck-suppress system */
    return system(command) == 0;
}

static bool
make_keys(void)
{
    char command[TEXT_MAX];

    snprintf(command, sizeof command,
             "cd '%.512s' && openssl genrsa -out key.pem 2048 2>/dev/null && "
             "openssl genrsa -out other.pem 2048 2>/dev/null && "
             "openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null",
             home);
    /* cppcheck-suppress system */
    return system(command) == 0;
}

int
main(void)
{
    char public_key[TEXT_MAX];

    if (!server_can_run("python3") || !server_can_run("openssl")) {
        SKIP("python3 and openssl are needed");
        return done();
    }
    snprintf(home, sizeof home, "%.255s/user", server_folder("TEST_TMP", "/tmp"));
    snprintf(public_key, sizeof public_key, "%.512s/public.pem", home);
    (void)mkdir(home, 0700);
    if (!OK(make_keys(), "keys are made") ||
        !OK(server_start(&server, "tests/net/google_server.py", public_key),
            "the server runs") ||
        !OK(make_files(), "files of credentials are made"))
        return done();
    test_kept();
    test_sources();
    server_stop(&server);
    return done();
}

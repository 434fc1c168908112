/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP client against a server that misbehaves: what is told, and how far a request
 * is said to have come. */
#include "net/http.h"

#include "server.h"
#include "tap.h"

#include <time.h>

enum { PLAIN, REFUSING, SECURE, SLAMMING };

static struct server server;

struct call {
    enum va_code code;
    struct va_err err;
    struct http_reply reply;
};

static const char *
url_of(int port, const char *path)
{
    static char text[2][1024];
    static int at;

    at = !at;
    snprintf(text[at], sizeof text[at], "%s://127.0.0.1:%d%s",
             port == SECURE ? "https" : "http", server.ports[port], path);
    return text[at];
}

static void
send_by(struct http *h, const struct http_request *request, struct call *c)
{
    memset(&c->err, 0, sizeof c->err);
    http_reply_init(&c->reply);
    c->code = http_send(h, request, &c->reply, &c->err);
}

/* A POST, or a GET when there is no body. */
static void
ask(struct http *h, const char *url, const char *body, struct call *c)
{
    const struct http_request request = {
        .method = body ? "POST" : "GET",
        .url = url,
        .body = body,
        .body_len = body ? strlen(body) : 0,
        .timeout_ms = 5000,
    };

    send_by(h, &request, c);
}

static struct http *
opened(const struct http_options *o)
{
    struct http *h = NULL;

    if (http_open(o, &h, NULL))
        exit(99);
    return h;
}

static int
count_of(const char *path)
{
    struct http *h = opened(&(struct http_options){ .ctx = NULL });
    char target[128];
    struct call c;
    int n = 0;

    snprintf(target, sizeof target, "/count?%s", path);
    ask(h, url_of(PLAIN, target), NULL, &c);
    n = c.code ? -1 : (int)strtol(buf_get(&c.reply.body), NULL, 10);
    http_reply_clear(&c.reply);
    http_close(h);
    return n;
}

/* --- replies --- */

static void
test_replies(struct http *h)
{
    static const struct {
        const char *path;
        int status;
        const char *body;
    } cases[] = {
        { "/ok", 200, "fine" },
        { "/empty", 204, "" },
        { "/200", 200, "many" },
        { "/error", 500, "{}" },
        { "/redirect", 302, "" },
        { "/interim", 200, "after" },
        { "/chunked", 200, "hello world" },
        { "/no-length", 200, "until the end" },
        { "/early", 413, "too large" },
        { "/long-header", 200, "long" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call c;

        ask(h, url_of(PLAIN, cases[i].path), "{}", &c);
        IS_INT(c.code, VA_OK, "%s is a reply", cases[i].path);
        IS_INT(c.reply.fate, HTTP_REPLIED, "%s: and a whole one", cases[i].path);
        IS_INT(c.reply.status, cases[i].status, "%s has its status", cases[i].path);
        IS_STR(buf_get(&c.reply.body), cases[i].body, "%s has its body", cases[i].path);
        http_reply_clear(&c.reply);
    }
    IS_INT(count_of("/redirect"), 1, "a redirect is asked for once");
}

static void
test_headers(struct http *h)
{
    char value[HTTP_HEADER_TEXT_MAX + 64];
    struct call c;

    ask(h, url_of(PLAIN, "/ok"), NULL, &c);
    OK(http_reply_header(&c.reply, "x-two", value, sizeof value), "a header is found");
    IS_STR(value, "a", "the first of two is taken");
    OK(http_reply_header(&c.reply, "x-two", value, 1) && !*value, "a value is cut");
    OK(!http_reply_header(&c.reply, "x-tw", value, sizeof value),
       "the beginning of a name is not the name");
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/interim"), NULL, &c);
    OK(!http_reply_header(&c.reply, "x-interim", value, sizeof value),
       "headers of an interim reply are forgotten");
    OK(http_reply_header(&c.reply, "x-final", value, sizeof value),
       "those of the final reply are kept");
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/long-header"), NULL, &c);
    OK(http_reply_header(&c.reply, "x-long", value, sizeof value), "a long one is kept");
    IS_INT(strlen(value), HTTP_HEADER_TEXT_MAX, "and cut");
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/odd-header"), NULL, &c);
    OK(http_reply_header(&c.reply, "x-odd", value, sizeof value), "odd bytes are taken");
    IS_STR(value, "a b [31m folded", "and made harmless");
    OK(http_reply_header(&c.reply, "x-next", value, sizeof value), "so is what follows");
    IS_STR(value, "spaces", "without the spaces around it");
    http_reply_clear(&c.reply);
}

/* --- what is sent --- */

static void
test_sent(struct http *h)
{
    static char large[2 << 20];
    struct call c;
    struct http_request r = {
        .method = "PUT",
        .url = url_of(PLAIN, "/a/..%2F./%24LATEST/../x%3Ay?b=1&a=%20&a="),
        .headers = { { "X-Empty", "" }, { "Content-Type", "application/json" } },
        .n_headers = 2,
        .body = "{\"a\":1}",
        .body_len = 7,
    };
    const char *got = NULL;

    send_by(h, &r, &c);
    got = buf_get(&c.reply.body);
    OK(strstr(got, "PUT /a/..%2F./%24LATEST/../x%3Ay?b=1&a=%20&a= HTTP/1.1\r\n") == got,
       "the URL is sent as it stands");
    OK(strstr(got, "\r\nX-Empty:\r\n"), "a header may be empty");
    OK(strstr(got, "\r\nContent-Type: application/json\r\n"), "headers are sent");
    OK(strstr(got, "\r\nUser-Agent: vadvise/"), "the program says who it is");
    OK(strstr(got, "\n\n{\"a\":1}"), "the body is sent");
    http_reply_clear(&c.reply);
    r.body = NULL;
    r.n_headers = 0;
    send_by(h, &r, &c);
    got = buf_get(&c.reply.body);
    OK(strstr(got, "\r\nContent-Length: 0"), "a PUT without a body says so");
    OK(!strstr(got, "Content-Type"), "and no type is made up");
    http_reply_clear(&c.reply);
    r.method = "DELETE";
    send_by(h, &r, &c);
    got = buf_get(&c.reply.body);
    OK(strstr(got, "DELETE /a/") == got && !strstr(got, "Content-Length"),
       "a DELETE is sent");
    http_reply_clear(&c.reply);
    memset(large, 'b', sizeof large);
    r = (struct http_request){ .method = "POST",
                               .url = url_of(PLAIN, "/large"),
                               .body = large,
                               .body_len = sizeof large };
    send_by(h, &r, &c);
    IS_INT(c.reply.status, 200, "a large body is taken");
    OK(!strstr(buf_get(&c.reply.body), "Expect"), "nobody waits for a 100 Continue");
    OK(c.reply.body.len > sizeof large, "all of it arrived");
    http_reply_clear(&c.reply);
}

/* --- how far it came --- */

static void
test_not_sent(struct http *h)
{
    struct call c;

    ask(h, url_of(REFUSING, "/x"), "{}", &c);
    IS_INT(c.code, VA_NETWORK, "a refused connection is an error");
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "that sent nothing");
    IS_INT(c.reply.sent_at_ms, 0, "at no time");
    OK(strstr(c.err.text, "127.0.0.1"), "the text names the host: %s", c.err.text);
    http_reply_clear(&c.reply);
    ask(h, url_of(SECURE, "/x"), "{}", &c);
    IS_INT(c.code, VA_NETWORK, "a certificate of a stranger is an error");
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "that sent nothing");
    OK(strstr(c.err.text, "certificate"), "the text says why: %s", c.err.text);
    http_reply_clear(&c.reply);
    ask(h, "https://no-such-host.invalid/", "{}", &c);
    IS_INT(c.code, VA_NETWORK, "a host without an address is an error");
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "that sent nothing");
    http_reply_clear(&c.reply);
    IS_INT(count_of("/x"), 0, "indeed nothing arrived");
}

static void
test_maybe(struct http *h)
{
    static const char *const paths[] = {
        "/die-after-head", "/die",     "/torn-head", "/torn-length",   "/torn-chunk",
        "/bad-chunk",      "/garbage", "/stall",     "/stall-in-body", "/drip",
    };
    char value[64];

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct http_request r = { .method = "POST",
                                        .url = url_of(PLAIN, paths[i]),
                                        .body = "{}",
                                        .body_len = 2,
                                        .timeout_ms = 400 };
        struct call c;

        send_by(h, &r, &c);
        IS_INT(c.code, VA_NETWORK, "%s is an error: %s", paths[i], c.err.text);
        IS_INT(c.reply.fate, HTTP_MAYBE, "%s may have been acted on", paths[i]);
        OK(c.reply.sent_at_ms > 1600000000000 && c.reply.total_ms < 3000,
           "%s says when, and ends in time", paths[i]);
        OK(!strstr(c.err.text, "secret"), "%s: what was received is not told", paths[i]);
        if (!strcmp(paths[i], "/torn-length")) {
            IS_INT(c.reply.status, 200, "of a torn reply the status is known");
            OK(http_reply_header(&c.reply, "x-amz-log-result", value, sizeof value),
               "and the headers");
        }
        http_reply_clear(&c.reply);
        if (strcmp(paths[i], "/die-after-head") != 0)
            IS_INT(count_of(paths[i]), 1, "%s was sent once", paths[i]);
    }
    {
        struct call c;

        ask(h, url_of(SLAMMING, "/"), "{}", &c);
        IS_INT(c.code, VA_NETWORK, "a connection closed at once is an error");
        IS_INT(c.reply.fate, HTTP_MAYBE, "nobody knows how far it came");
        http_reply_clear(&c.reply);
    }
}

/* A kept connection that dies under the second request. */
static void
test_kept(void)
{
    struct http *h = opened(&(struct http_options){ .ctx = NULL });
    const int before = count_of("/die");
    struct call c;

    ask(h, url_of(PLAIN, "/ok"), "{}", &c);
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/die"), "{}", &c);
    IS_INT(c.code, VA_NETWORK, "a kept connection that dies is an error");
    IS_INT(c.reply.fate, HTTP_MAYBE, "the request may have been acted on");
    http_reply_clear(&c.reply);
    IS_INT(count_of("/die") - before, 1, "it is not sent again");
    ask(h, url_of(PLAIN, "/ok"), "{}", &c);
    IS_INT(c.code, VA_OK, "the next request gets a new connection");
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/die"), NULL, &c);
    IS_INT(c.code, VA_NETWORK, "a GET fails, too");
    http_reply_clear(&c.reply);
    IS_INT(count_of("/die") - before, 3, "after it was sent once more");
    ask(h, url_of(PLAIN, "/reply-and-close"), "{}", &c);
    IS_INT(c.code, VA_OK, "the server replies and closes");
    http_reply_clear(&c.reply);
    (void)nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
    ask(h, url_of(PLAIN, "/ok"), "{}", &c);
    IS_INT(c.code, VA_OK, "a connection that was closed meanwhile is not used");
    http_reply_clear(&c.reply);
    http_close(h);
}

static void
test_bounds(struct http *h)
{
    static const char *const paths[] = { "/giant-header", "/endless-headers",
                                         "/endless" };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct call c;

        ask(h, url_of(PLAIN, paths[i]), "{}", &c);
        IS_INT(c.code, VA_OVERFLOW, "%s is too large: %s", paths[i], c.err.text);
        IS_INT(c.reply.fate, HTTP_MAYBE, "%s may have been acted on", paths[i]);
        OK(c.reply.body.len <= HTTP_REPLY_MAX, "%s is not kept", paths[i]);
        http_reply_clear(&c.reply);
    }
}

/* --- stopping --- */

struct patience {
    int n_asked, n_until;
};

static bool
count_and_stop(void *ctx)
{
    struct patience *p = ctx;

    return ++p->n_asked >= p->n_until;
}

static void
test_stop(void)
{
    struct patience p = { .n_until = 10 };
    struct http *h =
        opened(&(struct http_options){ .stopped = count_and_stop, .ctx = &p });
    struct call c;

    ask(h, url_of(PLAIN, "/stall"), "{}", &c);
    IS_INT(c.code, VA_NETWORK, "a stop ends the exchange");
    OK(strstr(c.err.text, "stopped"), "and says so: %s", c.err.text);
    IS_INT(c.reply.fate, HTTP_MAYBE, "what was sent was sent");
    OK(c.reply.total_ms < 1000, "ten questions take less than a second");
    http_reply_clear(&c.reply);
    ask(h, url_of(PLAIN, "/ok"), "{}", &c);
    IS_INT(c.code, VA_NETWORK, "once stopped, nothing is begun");
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "nothing is sent");
    http_reply_clear(&c.reply);
    p = (struct patience){ .n_until = 1000 };
    ask(h, url_of(PLAIN, "/ok"), "{}", &c);
    IS_INT(c.code, VA_OK, "the client is of use after that");
    http_reply_clear(&c.reply);
    http_close(h);
}

/* --- who may hear what --- */

static void
test_tls(const char *ca_file)
{
    struct http *h = opened(&(struct http_options){ .ca_file = ca_file });
    char url[128];
    struct call c;

    ask(h, url_of(SECURE, "/ok"), "{}", &c);
    IS_INT(c.code, VA_OK, "a trusted certificate is accepted: %s", c.err.text);
    http_reply_clear(&c.reply);
    snprintf(url, sizeof url, "https://localhost:%d/ok", server.ports[SECURE]);
    ask(h, url, "{}", &c);
    IS_INT(c.code, VA_NETWORK, "but only for the host that it names");
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "and nothing is sent");
    http_reply_clear(&c.reply);
    http_close(h);
}

static void
test_credentials(struct http *h)
{
    static const char *const names[] = { "Authorization", "x-amz-security-token",
                                         "X-AWS-EC2-Metadata-Token", "Cookie" };
    struct call c;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct http_request r = { .method = "GET",
                                        .url = "http://example.invalid/",
                                        .headers = { { names[i], "secret" } },
                                        .n_headers = 1 };

        send_by(h, &r, &c);
        IS_INT(c.code, VA_USAGE, "%s is not sent without TLS", names[i]);
        OK(!strstr(c.err.text, "secret"), "and not told");
        http_reply_clear(&c.reply);
    }
    {
        const struct http_request r = { .method = "GET",
                                        .url = url_of(PLAIN, "/cred"),
                                        .headers = { { "Authorization", "secret" } },
                                        .n_headers = 1 };

        send_by(h, &r, &c);
        IS_INT(c.code, VA_OK, "to this machine it is");
        http_reply_clear(&c.reply);
    }
}

static void
test_usage(struct http *h)
{
    static const char *const urls[] = { "",
                                        "ftp://127.0.0.1/",
                                        "file:///etc/passwd",
                                        "127.0.0.1",
                                        "http://",
                                        "http://user:secret@127.0.0.1/",
                                        "http://127.0.0.1/a b",
                                        "http://127.0.0.1/\n",
                                        "http://127.0.0.1/#x",
                                        "http://127.0.0.1:99999/" };
    struct call c;

    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        ask(h, urls[i], NULL, &c);
        IS_INT(c.code, VA_USAGE, "URL %zu is refused", i);
        OK(!strstr(c.err.text, "secret"), "and not told");
        http_reply_clear(&c.reply);
    }
    {
        struct http_request r = { .method = "GET",
                                  .url = url_of(PLAIN, "/injected"),
                                  .headers = { { "X-A", "b\r\nX-C: d" } },
                                  .n_headers = 1 };

        send_by(h, &r, &c);
        IS_INT(c.code, VA_USAGE, "a value cannot start another header");
        r.headers[0] = (struct http_header){ "X-A: b\r\nX-C", "d" };
        send_by(h, &r, &c);
        IS_INT(c.code, VA_USAGE, "nor can a name");
        r.n_headers = 0;
        r.method = "GET / HTTP/1.1\r\n";
        send_by(h, &r, &c);
        IS_INT(c.code, VA_USAGE, "nor can a method");
        http_reply_clear(&c.reply);
    }
    IS_INT(count_of("/injected"), 0, "nothing of that was sent");
}

static void
test_local(void)
{
    static const char *const local[] = { "localhost",       "127.0.0.1",
                                         "127.9.8.7",       "[::1]",
                                         "169.254.169.254", "[fd00:ec2::254]",
                                         "[fe80::1]",       "a.localhost" };
    static const char *const remote[] = {
        "localhost.com", "128.0.0.1", "xlocalhost",    "[::2]",           "169.253.1.1",
        "127.0.0.1.com", "",          "[fd00:ec3::1]", "[::ffff:8.8.8.8]"
    };

    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        OK(http_host_is_local(local[i]), "%s is local", local[i]);
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        OK(!http_host_is_local(remote[i]), "\"%s\" is not local", remote[i]);
}

static void
test_proxy(void)
{
    struct http *h = NULL;
    char proxy[64];
    struct call c;

    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server.ports[PLAIN]);
    setenv("http_proxy", proxy, 1);
    h = opened(&(struct http_options){ .ctx = NULL });
    ask(h, "http://example.invalid/through?a=1", NULL, &c);
    IS_INT(c.code, VA_OK, "the proxy of the environment is asked: %s", c.err.text);
    OK(strstr(buf_get(&c.reply.body), "GET http://example.invalid/through?a=1 "),
       "for the whole URL");
    http_reply_clear(&c.reply);
    setenv("no_proxy", "example.invalid", 1);
    ask(h, "http://example.invalid/through", NULL, &c);
    IS_INT(c.code, VA_NETWORK, "but not where no_proxy says so");
    http_reply_clear(&c.reply);
    unsetenv("no_proxy");
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server.ports[REFUSING]);
    setenv("http_proxy", proxy, 1);
    setenv("all_proxy", proxy, 1);
    ask(h, url_of(PLAIN, "/ok"), NULL, &c);
    IS_INT(c.code, VA_OK, "never for this machine");
    http_reply_clear(&c.reply);
    ask(h, "http://example.invalid/", "{}", &c);
    IS_INT(c.reply.fate, HTTP_NOT_SENT, "a proxy that is not there got nothing");
    http_reply_clear(&c.reply);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    http_close(h);
}

/* --- the trace --- */

static void
keep_line(void *ctx, const char *line)
{
    buf_text(ctx, line);
    buf_byte(ctx, '\n');
}

static void
test_trace(void)
{
    struct buf lines;
    struct http *h = opened(&(struct http_options){ .trace = keep_line, .ctx = &lines });
    struct call c;
    const struct http_request r = {
        .method = "POST",
        .url = url_of(PLAIN, "/traced?Qualifier=secret1&X-Amz-Signature=secret2"),
        .headers = { { "Authorization", "secret3" }, { "X-Amz-Target", "Logs.Get" } },
        .n_headers = 2,
        .body = "secret4",
        .body_len = 7,
    };
    buf_init(&lines, 1 << 16);
    send_by(h, &r, &c);
    OK(strstr(buf_get(&c.reply.body), "secret4"), "the server saw the secrets");
    OK(strstr(buf_get(&lines), "/traced?Qualifier=...&X-Amz-Signature=..."),
       "the trace shows path and names");
    OK(strstr(buf_get(&lines), "> X-Amz-Target: Logs.Get\n"), "and what is harmless");
    OK(strstr(buf_get(&lines), "< 200"), "and the status");
    OK(!strstr(buf_get(&lines), "secret"), "the trace holds no secret");
    http_reply_clear(&c.reply);
    buf_clear(&lines);
    http_close(h);
}

/* A key and a certificate for 127.0.0.1, in one file. */
static bool
make_certificate(const char *path)
{
    char command[SERVER_PATH_MAX];

    snprintf(command, sizeof command,
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
             "-days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 "
             "-keyout '%s' -out '%s.crt' 2>/dev/null && cat '%s.crt' >>'%s'",
             path, path, path, path);
    /* cppcheck-suppress system */
    return system(command) == 0;
}

int
main(void)
{
    char certificate[SERVER_PATH_MAX / 8];
    struct http *h = NULL;

    snprintf(certificate, sizeof certificate, "%s/cert.pem",
             server_folder("TEST_TMP", "/tmp"));
    test_local();
    if (!server_can_run("python3") || !server_can_run("openssl")) {
        SKIP("python3 and openssl are needed");
        return done();
    }
    if (!OK(make_certificate(certificate), "a certificate is made") ||
        !OK(server_start(&server, "tests/net/http_server.py", certificate),
            "the server runs"))
        return done();
    h = opened(&(struct http_options){ .ctx = NULL });
    test_replies(h);
    test_headers(h);
    test_sent(h);
    test_not_sent(h);
    test_maybe(h);
    test_bounds(h);
    test_credentials(h);
    test_usage(h);
    http_close(h);
    test_kept();
    test_stop();
    test_tls(certificate);
    test_proxy();
    test_trace();
    server_stop(&server);
    return done();
}

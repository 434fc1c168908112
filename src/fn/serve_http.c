/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP for Cloud Run and Google Cloud Functions: one request at a time. Source:
 * cloud.google.com/run/docs/container-contract. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "fn/request.h"
#include "fn/serve.h"

enum {
    PORT_DEFAULT = 8080,
    BACKLOG = 16,
    REQUEST_MS = 30000, /* for a request to arrive */
    REPLY_MS = 30000,   /* for a reply to be taken */
    LINGER_MS = 500,    /* for the other side to close */
    REPORT_MAX = 1 << 20,
    BLOCK = 16 << 10
};

static enum va_code
read_port(const struct fn_server *s, uint16_t *out, struct va_err *err)
{
    const char *text = s->clients.variable(s->clients.ctx, "PORT");
    int64_t port = PORT_DEFAULT;

    if (text && *text && text_parse_int(text, strlen(text), 0, UINT16_MAX, &port))
        return va_fail(err, VA_CONFIG, "PORT: '%.40s' is no port", text);
    *out = (uint16_t)port;
    return VA_OK;
}

/* Listen on all addresses; says on which port, which 0 leaves to the system. */
static enum va_code
listen_on(uint16_t port, int *out, struct va_err *err)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
    socklen_t len = sizeof at;
    const int on = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    at.sin_addr.s_addr = htonl(INADDR_ANY);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        bind(fd, (const struct sockaddr *)&at, sizeof at) || listen(fd, BACKLOG) ||
        getsockname(fd, (struct sockaddr *)&at, &len)) {
        va_fail(err, VA_IO, "port %d: %s", (int)port, strerror(errno));
        if (fd >= 0)
            close(fd);
        return VA_IO;
    }
    fprintf(stderr, "vadvise-fn: listening on port %d\n", (int)ntohs(at.sin_port));
    *out = fd;
    return VA_OK;
}

/* Wait until a socket can be read or written, or the end. */
static bool
wait_for(int fd, short what, double end_ms)
{
    struct pollfd one = { fd, what, 0 };
    int ready = 0;

    do {
        const double left = end_ms - fn_now_ms();

        if (left <= 0)
            return false;
        ready = poll(&one, 1, (int)left + 1);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static bool
send_all(int fd, const char *bytes, size_t len)
{
    const double end_ms = fn_now_ms() + REPLY_MS;

    while (len > 0) {
        const ssize_t put = send(fd, bytes, len, MSG_NOSIGNAL);

        if (put < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (put <= 0 && !wait_for(fd, POLLOUT, end_ms))
            return false;
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

/* Whoever waits to be told may send its body. */
static bool
go_on(int fd, struct fn_request *r)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

    if (!r->expects || r->state == FN_REQUEST_HEAD)
        return true;
    r->expects = false;
    return send_all(fd, text, sizeof text - 1);
}

/* A whole request, or the status of what is wrong; false when the other side is gone. */
static bool
receive(int fd, struct fn_request *r)
{
    const double end_ms = fn_now_ms() + REQUEST_MS;
    char block[BLOCK];
    bool whole = false;

    while (!whole) {
        const ssize_t got = recv(fd, block, sizeof block, 0);

        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (got > 0)
            whole = fn_request_take(r, block, (size_t)got);
        else if (!wait_for(fd, POLLIN, end_ms))
            r->status = 408;
        whole = whole || r->status;
        if (!whole && !go_on(fd, r))
            return false;
    }
    return true;
}

static const char *
reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        { 200, "OK" },
        { 400, "Bad Request" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 413, "Content Too Large" },
        { 431, "Request Header Fields Too Large" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
    };

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "Internal Server Error";
}

static void
reply(int fd, int status, const char *body, size_t len)
{
    char head[256];
    char rest[BLOCK];
    const double end_ms = fn_now_ms() + LINGER_MS;
    const int n =
        snprintf(head, sizeof head,
                 "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n"
                 "Content-Length: %zu\r\n%sConnection: close\r\n\r\n",
                 status, reason(status), len, status == 405 ? "Allow: POST\r\n" : "");

    if (!send_all(fd, head, (size_t)n) || !send_all(fd, body, len))
        return;
    /* Closing with bytes unread would reset the connection and lose the reply. */
    shutdown(fd, SHUT_WR);
    while (wait_for(fd, POLLIN, end_ms) && recv(fd, rest, sizeof rest, 0) > 0)
        continue;
}

static void
serve_request(struct fn_server *s, int fd, struct fn_request *r)
{
    const struct fn_input input = { .body = r->body.len > 0 ? buf_get(&r->body) : "{}",
                                    .len = r->body.len > 0 ? r->body.len : 2,
                                    .request_id = r->request_id };
    struct buf report;
    enum va_code code = VA_OK;

    buf_init(&report, REPORT_MAX);
    code = fn_handle(s, &input, &report);
    reply(fd,
          code == VA_OK      ? 200
          : code == VA_USAGE ? 400
                             : 500,
          buf_get(&report), report.len);
    buf_clear(&report);
}

static void
serve_connection(struct fn_server *s, int fd)
{
    struct fn_request r;
    char body[64];

    fn_request_init(&r, FN_DOCUMENT_MAX);
    if (receive(fd, &r)) {
        if (r.status) {
            const int n =
                snprintf(body, sizeof body, "{\"error\":\"%s\"}", reason(r.status));

            reply(fd, r.status, body, (size_t)n);
        } else {
            serve_request(s, fd, &r);
        }
    }
    fn_request_clear(&r);
}

/* Signals come only while nothing is in flight: a request is finished first. */
static void
serve_all(struct fn_server *s, int listener)
{
    struct pollfd one = { listener, POLLIN, 0 };
    sigset_t held;
    sigset_t before;

    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGINT);
    sigprocmask(SIG_BLOCK, &held, &before);
    while (!s->stopped(s->ctx)) {
        int fd = -1;

        if (ppoll(&one, 1, NULL, &before) <= 0)
            continue;
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            serve_connection(s, fd);
            close(fd);
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

enum va_code
fn_serve_http(struct fn_server *s, struct va_err *err)
{
    uint16_t port = 0;
    int listener = -1;
    enum va_code code = read_port(s, &port, err);

    if (!code)
        code = listen_on(port, &listener, err);
    if (code)
        return code;
    serve_all(s, listener);
    close(listener);
    return VA_OK;
}

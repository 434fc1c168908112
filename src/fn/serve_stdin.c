/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One event in, one report out. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fn/serve.h"

enum { REPORT_MAX = 1 << 20 };

static enum va_code
read_all(struct buf *out, struct va_err *err)
{
    char block[16 << 10];
    ssize_t got = 0;

    while ((got = read(STDIN_FILENO, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)got);
    if (got < 0)
        return va_fail(err, VA_IO, "standard input: %s", strerror(errno));
    if (out->code)
        return va_fail(err, VA_DATA, "standard input: more than %d bytes",
                       FN_DOCUMENT_MAX);
    return VA_OK;
}

static enum va_code
write_report(const struct buf *report, struct va_err *err)
{
    const char *at = buf_get(report);
    size_t left = report->len;

    while (left > 0) {
        const ssize_t put = write(STDOUT_FILENO, at, left);

        if (put < 0 && errno != EINTR)
            return va_fail(err, VA_IO, "standard output: %s", strerror(errno));
        at += put > 0 ? put : 0;
        left -= put > 0 ? (size_t)put : 0;
    }
    return VA_OK;
}

enum va_code
fn_serve_stdin(struct fn_server *s, struct va_err *err)
{
    struct fn_input input = { NULL, 0, NULL, 0 };
    struct buf event;
    struct buf report;
    enum va_code worked = VA_OK;
    enum va_code code = VA_OK;

    buf_init(&event, FN_DOCUMENT_MAX);
    buf_init(&report, REPORT_MAX);
    code = read_all(&event, err);
    if (!code) {
        input.body = event.len > 0 ? buf_get(&event) : "{}";
        input.len = event.len > 0 ? event.len : strlen(input.body);
        worked = fn_handle(s, &input, &report);
        buf_byte(&report, '\n');
        code = write_report(&report, err);
    }
    if (!code && worked)
        code = va_fail(err, VA_DATA, "the work failed: see the report");
    buf_clear(&event);
    buf_clear(&report);
    return code;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent: the bytes that were confirmed, and which of them when. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hash.h"
#include "probe/run_parts.h"

enum { PAYLOAD_MAX = 32 << 20 }; /* the most that any provider takes in one request */

static enum va_code
check_hash(const struct probe_payload *p, const struct buf *bytes, struct va_err *err)
{
    char found[HASH_HEX_SIZE];
    struct hash h;

    hash_init(&h);
    hash_add(&h, buf_get(bytes), bytes->len);
    hash_hex(&h, found);
    if (!strcmp(found, p->sha256))
        return VA_OK;
    return va_fail(err, VA_MONEY, "%s: has changed since it was confirmed", p->path);
}

static enum va_code
read_file(const struct probe_payload *p, struct buf *out, struct va_err *err)
{
    char block[16384];
    size_t n = 0;
    FILE *f = fopen(p->path, "re");
    bool failed = false;

    if (!f)
        return va_fail(err, VA_IO, "%s: %s", p->path, strerror(errno));
    while ((n = fread(block, 1, sizeof block, f)) > 0 && !out->code)
        buf_add(out, block, n);
    failed = ferror(f) != 0;
    (void)fclose(f);
    if (failed)
        return va_fail(err, VA_IO, "%s: cannot be read", p->path);
    if (out->code == VA_OVERFLOW)
        return va_fail(err, VA_DATA, "%s: more than %d MiB", p->path, PAYLOAD_MAX >> 20);
    if (out->code)
        return va_fail(err, VA_NOMEM, "%s: out of memory", p->path);
    return check_hash(p, out, err);
}

enum va_code
run_read_payloads(struct run *r, struct va_err *err)
{
    for (int32_t i = 0; i < r->settings.n_payloads; i++) {
        struct buf bytes;
        enum va_code code = VA_OK;

        if (!r->settings.payloads[i].path[0])
            continue;
        buf_init(&bytes, PAYLOAD_MAX);
        code = read_file(&r->settings.payloads[i], &bytes, err);
        if (code) {
            buf_clear(&bytes);
            return code;
        }
        r->payloads.each[i].bytes = bytes.data; /* ownership moves */
        r->payloads.each[i].len = bytes.len;
    }
    return VA_OK;
}

void
run_clear_payloads(struct run_payloads *p)
{
    for (int32_t i = 0; i < PROBE_PAYLOADS_MAX; i++)
        free(p->each[i].bytes);
    *p = (struct run_payloads){ { { NULL, 0 } } };
}

/* Smooth weighted round robin: each turn everybody gains their weight, the richest is
 * chosen and pays the sum of all weights. */
int32_t
run_pick_payload(const struct probe_settings *s, int32_t n)
{
    int64_t credit[PROBE_PAYLOADS_MAX] = { 0 };
    int64_t sum = 0;
    int32_t picked = 0;

    for (int32_t i = 0; i < s->n_payloads; i++)
        sum += s->payloads[i].weight;
    if (s->n_payloads < 2)
        return 0;
    for (int64_t turn = 0; turn <= n % sum; turn++) {
        for (int32_t i = 0; i < s->n_payloads; i++)
            credit[i] += s->payloads[i].weight;
        picked = 0;
        for (int32_t i = 1; i < s->n_payloads; i++) {
            if (credit[i] > credit[picked])
                picked = i;
        }
        credit[picked] -= sum;
    }
    return picked;
}

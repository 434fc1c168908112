/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation of a run: all that the ledger has of it, and what was sent. */
#ifndef VA_APP_PROBE_SHOT_H
#define VA_APP_PROBE_SHOT_H

#include <stdint.h>

#include "app/session.h"
#include "base/buf.h"

/* Which: number is its place in the run, from 1, for the title. */
struct probe_shot_ref {
    int64_t run, invocation, number;
};

/*
 * In lines. The payload is read again from its file, at most its first KiB is shown, and
 * whether it is what was sent is said. VA_DATA when there is no such invocation.
 */
enum va_code probe_shot_say(struct session *s, const struct probe_shot_ref *ref,
                            struct buf *out, struct va_err *err);

/* Bytes of any kind as lines: what is not a character of text is "\xhh", a backslash is
 * doubled, a line feed ends a line; every line begins with two blanks. */
void probe_shot_escape(struct buf *out, const char *bytes, size_t len);

#endif

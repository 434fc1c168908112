/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run being followed, on standard error: a line that changes on a terminal, lines that
 * stay elsewhere, nothing where it would be in the way. */
#ifndef VA_CLI_PROBE_WATCH_H
#define VA_CLI_PROBE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "io/probe_event.h"

struct cli;

struct probe_watch {
    const struct cli *cli;
    int64_t planned; /* invocations that are expected; 0: not known */
    int64_t over;    /* of which so many are over */
    double last_ms;  /* how long the last one took; NAN: not known */
    bool silent;
    bool meter; /* on a terminal: one line that is written over */
    bool shown; /* it stands there now */
};

void probe_watch_init(struct probe_watch *w, const struct cli *c, int64_t planned);

/* Tell what happened. */
void probe_watch_event(struct probe_watch *w, const struct probe_event *e);

/* A line of words; the meter stays below it. */
void probe_watch_say(struct probe_watch *w, const char *text);

/* Wipe the meter off. */
void probe_watch_end(struct probe_watch *w);

/* May anything be told while the command works? Not with -q, and not where the answer is
 * for a program. */
bool probe_may_tell(const struct cli *c);

#endif

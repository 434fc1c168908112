/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the monkey: what it does, and what must hold whatever it does. */
#ifndef VA_TESTS_TUI_MONKEY_H
#define VA_TESTS_TUI_MONKEY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tui/tui.h"

struct monkey {
    struct full_screen start;
    struct tui tui;
    struct frame frame;
    uint64_t random;     /* state of the generator */
    uint64_t seed;       /* it began with */
    int32_t event;       /* of this round */
    bool ascii;          /* of frames */
    bool trace;          /* each event is printed */
    bool typed_enter;    /* the event is Enter behind a text that a question asked for */
    const char *spent;   /* the file that a probe which starts makes longer */
    const char *program; /* vadvise, for changes of the database; NULL: none are made */
    int32_t on[SCREEN_COUNT], over; /* events on each screen, and with an overlay */
    long starts;                    /* probes that were started so far */
    const char *real_probe;         /* vadvise-probe; NULL: one that talks nonsense */
    const char *cap;                /* typed where it is asked for; NULL: never */
    int32_t asked, caps;            /* events while it was, and how often it was typed */
    char failure[512];              /* "": none so far */
};

/* 0 to most. */
uint64_t monkey_random(struct monkey *m, uint64_t most);

/* --- monkey_do.c --- */

/* One random event. */
void monkey_event(struct monkey *m);

/* --- monkey_check.c --- */

/* Draw a frame, and look at all that must hold after an event. */
void monkey_check(struct monkey *m);

/* Leave from wherever it is, by keys alone. */
void monkey_check_quit(struct monkey *m);

/* Undo everything: the settings are as they were when the round began (`before`, of
 * monkey_settings). */
void monkey_check_undo(struct monkey *m, const char *before);

/* The settings that can be undone, as text. */
void monkey_settings(const struct monkey *m, struct buf *out);

/* The first failure stays. */
void monkey_fail(struct monkey *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random events on the full screen without a terminal: keys, text, pastes, the mouse,
 * sizes, time, actions, changes of the database. After each, what must hold is looked at.
 *
 *   monkey [EVENTS [SEED]]   some, from a seed: the same ones again
 *   MONKEY_TRACE=1           each event is printed before it is done
 *   MONKEY_PROBE=PROGRAM     this vadvise-probe in the place of one that talks nonsense,
 *                            and a plan of a function "slow" in every round
 *   MONKEY_CAP=USD           typed now and then where the cap is asked for
 *
 * TEST_TMP is where it lives, VADVISE the program that changes its database.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "monkey.h"
#include "tap.h"

enum { ROUND_EVENTS = 200, EVENTS_DEFAULT = 4000 };

static int64_t
fixed_now(void *ctx)
{
    (void)ctx;
    return INT64_C(1772323200000); /* 2026-03-01 */
}

static enum va_code
plain_question(void *ctx, const char *workload, struct question *out, struct va_err *err)
{
    (void)ctx, (void)workload, (void)err;
    question_init(out, date_of_ms(fixed_now(NULL)));
    return VA_OK;
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        printf("# %s cannot be written\n", path);
    if (fd >= 0)
        close(fd);
}

/* A folder deep enough that ".." leads nowhere of worth, with files to be read. */
static bool
move_in(void)
{
    static const char *const folders[] = { "a", "b", "c", "d", "e", "f" };
    const char *tmp = getenv("TEST_TMP");

    if (!tmp || chdir(tmp))
        return false;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        mkdir(folders[i], 0700);
        if (chdir(folders[i]))
            return false;
    }
    write_file("own.csv",
               "memory_mb,duration_ms,platform\n512,1000,aws-lambda-x86\n"
               "512,1010,aws-lambda-x86\n1024,600,aws-lambda-x86\n"
               "1024,590,aws-lambda-x86\n2048,400,aws-lambda-x86\n",
               0600);
    write_file("more.csv",
               "memory_mb,duration_ms,implementation,platform\n"
               "512,170000,mtcnn,aws-lambda-x86\n1024,103000,mtcnn,aws-lambda-x86\n",
               0600);
    /* A probe that says things no probe says. */
    write_file("probe",
               "#!/bin/sh\nprintf x >>spent\n"
               "printf '{\"event\":\"started\"}\\n\\377\\376junk\\n{\"event\":\\n'\n"
               "printf '{\"event\":\"result\",\"spent_pusd\":-1}\\n{}\\n[]\\n'\nexit 3\n",
               0700);
    return true;
}

/* What a probe would measure. */
static void
plan(struct monkey *m)
{
    static const char *const fields[] = { "function slow", "sizes 512,1024", "runs 1",
                                          "cap 0.01" };

    tui_do(&m->tui, ACTION_PLAN, "w");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        tui_do(&m->tui, ACTION_PROBE_FIELD, fields[i]);
}

/* One round: from fresh settings, so many events, and back by undo. */
static void
play(struct monkey *m, int32_t events)
{
    struct va_err err = { 0 };
    struct buf before;

    m->random = m->seed * UINT64_C(0x9E3779B97F4A7C15); /* never 0: seeds are odd */
    m->ascii = monkey_random(m, 1) != 0;
    m->start.workload = monkey_random(m, 1) ? "facedetect" : NULL;
    m->start.read_only = monkey_random(m, 7) == 0;
    m->start.state_file = NULL;
    memset(&m->tui, 0, sizeof m->tui);
    if (tui_open(&m->tui, &m->start, !m->ascii, &err))
        monkey_fail(m, "it does not open: %s", err.text);
    m->tui.now_ms = 1000000;
    tui_do(&m->tui, ACTION_WORKLOAD, monkey_random(m, 2) ? "facedetect" : "own");
    tui_go(&m->tui, (enum screen_id)monkey_random(m, SCREEN_COUNT - 1));
    buf_init(&before, 1 << 20);
    monkey_settings(m, &before);
    if (m->real_probe)
        plan(m);
    for (m->event = 0; m->event < events && !m->failure[0]; m->event++) {
        monkey_event(m);
        monkey_check(m);
        if (m->tui.ended)
            break;
    }
    if (!m->failure[0])
        monkey_check_undo(m, buf_get(&before));
    if (!m->failure[0] && !m->tui.ended)
        monkey_check_quit(m);
    buf_clear(&before);
    m->tui.shown = NULL;
    tui_close(&m->tui);
}

static struct session *
open_session(char *db)
{
    const struct session_options o = { .data_dir = getenv("VADVISE_DATADIR"),
                                       .db_path = db,
                                       .overlay_dir = "/nonexistent",
                                       .clock = { fixed_now, NULL } };
    struct session *s = NULL;
    struct va_err err = { 0 };

    if (session_open(&o, &s, &err))
        printf("# %s\n", err.text);
    return s;
}

/* The database of the program that changes it and of the screen are the same. */
static void
run(struct monkey *m, int32_t events)
{
    static char variable[] = "VADVISE_DB=own.db";
    char *const *variables = environ;
    int32_t done = 0;

    putenv(variable);
    m->start = (struct full_screen){ .question = plain_question,
                                     .variables = variables,
                                     .version = "test",
                                     .program = getenv("VADVISE"),
                                     .probe_program =
                                         m->real_probe ? m->real_probe : "./probe" };
    m->start.session = open_session(variable + strlen("VADVISE_DB="));
    for (; done < events && !m->failure[0]; m->seed += 2) {
        printf("# seed %llu\n", (unsigned long long)m->seed);
        fflush(stdout);
        play(m, ROUND_EVENTS);
        done += m->event > 0 ? m->event : 1;
        if (m->failure[0])
            printf("# MONKEY_TRACE=1 %d %llu: event %d: %s\n", ROUND_EVENTS,
                   (unsigned long long)m->seed, m->event, m->failure);
    }
    for (int i = 0; i < SCREEN_COUNT; i++)
        printf("# %d events on %s\n", m->on[i], screen_word((enum screen_id)i));
    printf("# %d of them with an overlay\n", m->over);
    printf("# the cap was asked for during %d events, and typed %d times\n", m->asked,
           m->caps);
    OK(!m->failure[0], "%d random events leave the screen in order", done);
    frame_clear(&m->frame);
    session_close(m->start.session);
}

int
main(int argc, char **argv)
{
    static struct monkey m;
    const char *all = getenv("MONKEY_EVENTS");
    const int32_t events = argc > 1 ? (int32_t)strtol(argv[1], NULL, 10)
                           : all    ? (int32_t)strtol(all, NULL, 10)
                                    : EVENTS_DEFAULT;

    m.seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    m.trace = getenv("MONKEY_TRACE") != NULL;
    m.program = getenv("VADVISE");
    m.real_probe = getenv("MONKEY_PROBE");
    m.cap = getenv("MONKEY_CAP");
    m.spent = m.real_probe ? NULL : "spent";
    if (!move_in()) {
        printf("Bail out! TEST_TMP is no folder\n");
        return 99;
    }
    run(&m, events);
    return done();
}

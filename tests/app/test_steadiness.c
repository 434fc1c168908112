/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging the bundled runs of ffmpeg: what a screen is given, progress, stopping. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/stability.h"
#include "base/clock.h"
#include "tap.h"

static int64_t
now_ms(void *ctx)
{
    (void)ctx;
    return INT64_C(1795860000000); /* 2026-11-28 */
}

/* Who watches, and has enough after so many samples. */
struct watcher {
    int64_t n_read, n_all;
    int told;
    bool wants_out;
};

static void
tell(void *ctx, int64_t n_read, int64_t n_all)
{
    struct watcher *w = ctx;

    w->told++;
    w->n_read = n_read;
    w->n_all = n_all;
}

static bool
stopped(void *ctx)
{
    return ((const struct watcher *)ctx)->wants_out;
}

static void
test_found(struct session *session)
{
    struct question q;
    struct watcher w = { .told = 0 };
    struct steadiness_request request = { .question = &q,
                                          .with_week = true,
                                          .progress = { tell, stopped, &w } };
    struct steadiness k;
    struct stability_group g;
    struct stability_week week;
    struct va_err err = { .text = "" };
    struct buf line;
    int64_t n = 0;

    question_init(&q, date_of_ms(now_ms(NULL)));
    q.workload = "transcode-720p";
    IS_INT(steadiness_open(session, &request, &k, &err), VA_OK, "samples are judged");
    IS_INT(k.n_subjects, 1, "there is one way to run it");
    OK(steadiness_subject(&k, 0) == k.contender && !steadiness_subject(&k, 1),
       "which is the one that was judged");
    IS_INT(stability_sizes(k.stability), 13, "at all its sizes");
    stability_get(k.stability, -1, &g);
    IS_INT(g.all.n, 130, "with all its runs, but for ten that failed");
    IS_INT(k.n_failed, 10, "which are counted");
    stability_get_week(k.stability, -1, &week);
    for (int i = 0; i < 7 * 24; i++)
        n += week.n[i / 24][i % 24];
    IS_INT(n, 130, "each in its hour of the week");
    OK(w.told == 2 && w.n_read == w.n_all && w.n_all == 280,
       "the watcher was told of the end of each pass (%d, %d of %d)", w.told,
       (int)w.n_read, (int)w.n_all);
    buf_init(&line, 512);
    stability_say_calm(&line, &k);
    OK(strstr(buf_get(&line), " MB is the smallest calm size"), "%s", buf_get(&line));
    buf_clear(&line);
    steadiness_close(&k);

    w.wants_out = true;
    IS_INT(steadiness_open(session, &request, &k, &err), VA_IO, "it can be stopped");
    IS_STR(err.text, "stopped", "and says so");
    steadiness_close(&k);
    w.wants_out = false;
    request.subject = 1;
    IS_INT(steadiness_open(session, &request, &k, &err), VA_DOMAIN,
           "another way to run it there is not");
    steadiness_close(&k);
}

static void
test_nothing(struct session *session)
{
    struct question q;
    const struct steadiness_request request = { .question = &q };
    struct steadiness k;
    struct va_err err = { .text = "" };

    question_init(&q, date_of_ms(now_ms(NULL)));
    q.workload = "facedetect";
    IS_INT(steadiness_open(session, &request, &k, &err), VA_DATA,
           "a published curve has no samples");
    OK(strstr(err.hint, "vadvise probe run"), "what to do is said: %s", err.hint);
    steadiness_close(&k);
    q.workload = "nothing";
    IS_INT(steadiness_open(session, &request, &k, &err), VA_DATA, "nor has no workload");
    steadiness_close(&k);
}

int
main(void)
{
    const struct session_options o = { .data_dir = getenv("srcdir"),
                                       .db_path = "/nowhere/none.db",
                                       .read_only = true,
                                       .clock = { now_ms, NULL } };
    struct session *session = NULL;
    struct va_err err = { .text = "" };

    if (!OK(session_open(&o, &session, &err) == VA_OK, "a session opens"))
        return done();
    test_found(session);
    test_nothing(session);
    session_close(session);
    return done();
}

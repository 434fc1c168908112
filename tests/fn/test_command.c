/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: no shell, nothing inherited, an end in time, and nothing left behind. */
#include "fn/command.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "fn/host.h"
#include "fn/job_field.h"
#include "tap.h"

enum { WORDS = 8 };

struct seen {
    int n;
    char last[256];
    double first_ms;
};

static void
see(void *ctx, const char *line)
{
    struct seen *s = ctx;

    if (s->n++ == 0)
        s->first_ms = fn_now_ms();
    snprintf(s->last, sizeof s->last, "%s", line);
}

static enum va_code
run(const char *const words[WORDS], double timeout_ms, struct seen *seen,
    struct fn_ran *ran, struct va_err *err)
{
    struct fn_list list = { NULL, 0 };
    struct fn_list environment = { NULL, 0 };
    const struct fn_command c = { .words = &list,
                                  .environment = &environment,
                                  .path = "/nowhere::/usr/bin:/bin",
                                  .folder = "/",
                                  .timeout_ms = timeout_ms,
                                  .line = seen ? see : NULL,
                                  .ctx = seen };
    enum va_code code = VA_OK;

    *err = (struct va_err){ .code = VA_OK };
    for (int i = 0; i < WORDS && words[i]; i++)
        (void)fn_list_add(&list, words[i]);
    (void)fn_list_add(&environment, "GIVEN=yes");
    code = fn_command_run(&c, ran, err);
    fn_list_clear(&list);
    fn_list_clear(&environment);
    return code;
}

static void
test_ends(void)
{
    const char *good[WORDS] = { "echo", "a b", "$(id)", "*" };
    const char *bad[WORDS] = { "sh", "-c", "echo one >&2; echo why >&2; exit 7" };
    const char *killed[WORDS] = { "sh", "-c", "kill -SEGV $$" };
    const char *missing[WORDS] = { "no-such-program" };
    const char *folder[WORDS] = { "/usr" };
    struct fn_ran ran;
    struct va_err err;
    struct seen seen = { 0 };

    IS_INT(run(good, 5000, &seen, &ran, &err), VA_OK, "a command runs");
    IS_STR(seen.last, "a b $(id) *", "no shell reads its words");
    IS_INT(ran.exit_code, 0, "it exits with 0");
    IS_INT(run(bad, 5000, NULL, &ran, &err), VA_DATA, "one that fails is told");
    IS_INT(ran.exit_code, 7, "with its status");
    OK(strstr(err.text, "exit status 7: why"), "and the last it said: %s", err.text);
    IS_INT(run(killed, 5000, NULL, &ran, &err), VA_DATA, "so is one that a signal ends");
    IS_INT(ran.exit_signal, SIGSEGV, "with the signal");
    IS_INT(run(missing, 5000, NULL, &ran, &err), VA_CONFIG, "one that is not there: %s",
           err.text);
    IS_INT(run(folder, 5000, NULL, &ran, &err), VA_CONFIG, "one that cannot be run: %s",
           err.text);
}

static void
test_surroundings(void)
{
    const char *variables[WORDS] = { "env" };
    const char *input[WORDS] = { "cat" };
    const char *descriptors[WORDS] = { "sh", "-c", "ls -1 /proc/self/fd | wc -l" };
    struct fn_ran ran;
    struct va_err err;
    struct seen seen = { 0 };

    setenv("AWS_SECRET_ACCESS_KEY", "hidden", 1);
    IS_INT(run(variables, 5000, &seen, &ran, &err), VA_OK, "its variables are listed");
    OK(seen.n == 1 && !strcmp(seen.last, "GIVEN=yes"), "it gets those given, no others");
    IS_INT(run(input, 5000, NULL, &ran, &err), VA_OK, "its standard input is empty");
    seen = (struct seen){ 0 };
    IS_INT(run(descriptors, 5000, &seen, &ran, &err), VA_OK,
           "its descriptors are listed");
    IS_STR(seen.last, "4", "three and the one that lists them");
}

static void
test_time(void)
{
    const char *slow[WORDS] = { "sh", "-c",
                                "trap '' TERM; echo up; sleep 30; echo down" };
    const char *closed[WORDS] = { "sh", "-c", "exec >&- 2>&-; sleep 0.2; exit 3" };
    const char *loud[WORDS] = { "sh", "-c", "yes >&2 & yes" };
    struct fn_ran ran;
    struct va_err err;
    struct seen seen = { 0 };
    double start = fn_now_ms();

    IS_INT(run(slow, 300, &seen, &ran, &err), VA_DATA,
           "one that takes too long is ended");
    OK(ran.timed_out && ran.exit_signal == SIGKILL, "by force");
    OK(fn_now_ms() - start < 5000, "in time");
    IS_INT(seen.n, 1, "what it said until then is seen");
    IS_INT(run(closed, 5000, NULL, &ran, &err), VA_DATA, "one that closes its outputs");
    IS_INT(ran.exit_code, 3, "is waited for");
    start = fn_now_ms();
    IS_INT(run(loud, 300, NULL, &ran, &err), VA_DATA, "one that never stops talking");
    OK(fn_now_ms() - start < 5000, "is ended as well");
    OK(strlen(ran.tail) < FN_TAIL_MAX, "what is kept of it has its limit");
}

static bool
stop_now(void *ctx)
{
    return ((const struct seen *)ctx)->n > 0;
}

static void
test_stop(void)
{
    char *items[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char[]){ "echo up; sleep 30" },
                      NULL };
    const struct fn_list words = { items, 3 };
    const struct fn_list nothing = { NULL, 0 };
    struct seen seen = { 0 };
    const struct fn_command c = { .words = &words,
                                  .environment = &nothing,
                                  .path = "/usr/bin:/bin",
                                  .folder = "/",
                                  .timeout_ms = 20000,
                                  .line = see,
                                  .stopped = stop_now,
                                  .ctx = &seen };
    const double start = fn_now_ms();
    struct fn_ran ran;
    struct va_err err;

    IS_INT(fn_command_run(&c, &ran, &err), VA_DATA, "a command may be stopped");
    OK(ran.stopped && fn_now_ms() - start < 5000, "at once");
    OK(strstr(err.text, "stopped") != NULL, "which is said: %s", err.text);
}

/* What a command leaves running is ended with it. */
static void
test_left_behind(void)
{
    const char *leaver[WORDS] = { "sh", "-c", "sleep 60 & echo $!" };
    struct fn_ran ran;
    struct va_err err;
    struct seen seen = { 0 };
    const double start = fn_now_ms();
    bool gone = false;

    IS_INT(run(leaver, 20000, &seen, &ran, &err), VA_OK,
           "a command may leave one behind");
    OK(fn_now_ms() - start < 5000,
       "that does not hold it up, though it holds its output");
    for (int i = 0; i < 100 && !gone; i++) {
        char path[300];
        char state[512] = "";
        FILE *f = NULL;

        snprintf(path, sizeof path, "/proc/%s/stat", seen.last);
        f = fopen(path, "r");
        gone = !f || !fgets(state, sizeof state, f) || strstr(state, ") Z ");
        if (f)
            fclose(f);
        if (!gone)
            usleep(20000);
    }
    OK(gone, "and is ended");
}

static void
test_lines(void)
{
    const char *lines[WORDS] = { "sh", "-c",
                                 "echo first; sleep 0.3; head -c 100000 /dev/zero | tr "
                                 "'\\0' x; echo; printf last" };
    struct fn_ran ran;
    struct va_err err;
    struct seen seen = { 0 };

    IS_INT(run(lines, 5000, &seen, &ran, &err), VA_OK, "lines are read");
    IS_INT(seen.n, 3, "all of them, cut where they are long, the last without an end");
    IS_STR(seen.last, "last", "in their order");
    OK(fn_now_ms() - seen.first_ms > 250, "each when it comes");
}

static void
test_words(void)
{
    char *items[] = { (char[]){ "cp" }, (char[]){ "{in}" }, (char[]){ "x={out}{in}{" },
                      (char[]){ "{root}/m" }, (char[]){ "{dir}" } };
    const struct fn_list words = { items, 5 };
    const struct fn_places places = { "/i", "/o {in}", NULL, "" };
    struct fn_list out = { NULL, 0 };
    struct va_err err;

    OK(!fn_command_expand(&words, &places, &out, &err), "placeholders are filled in");
    IS_STR(out.items[1], "/i", "a word that is one");
    IS_STR(out.items[2], "x=/o {in}/i{", "several in a word, once");
    IS_STR(out.items[3], "/m", "empty ones");
    IS_STR(out.items[4], "{dir}", "those without a value stay");
    OK(fn_command_has(&words, "{out}") && !fn_command_has(&words, "{x}"),
       "and are found");
    fn_list_clear(&out);
}

int
main(void)
{
    test_ends();
    test_surroundings();
    test_time();
    test_stop();
    test_left_behind();
    test_lines();
    test_words();
    return done();
}

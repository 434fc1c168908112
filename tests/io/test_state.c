/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state file: whatever is there, a start goes on and nothing of others is lost. */
#include "io/state.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static char folder[4096], path[4200], other[4300];

static void
put(const char *at, const char *bytes, size_t len)
{
    const int fd = open(at, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || close(fd))
        printf("# cannot write %s\n", at);
}

static enum va_code
write_lines(const char *lines)
{
    struct va_err err = { 0 };
    struct buf b;
    enum va_code code = VA_OK;

    buf_init(&b, STATE_BYTES_MAX);
    buf_text(&b, lines);
    code = state_write(path, &b, &err);
    buf_clear(&b);
    return code;
}

static bool
exists(const char *at)
{
    return access(at, F_OK) == 0;
}

static void
test_round(void)
{
    struct va_err err = { 0 };
    struct stat st;
    struct buf out;

    buf_init(&out, STATE_BYTES_MAX);
    IS_INT(state_read(path, &out, &err), STATE_MISSING, "at first there is no file");
    IS_INT(write_lines("one\ntwo\n"), VA_OK, "it is written, with its folders");
    IS_INT(state_read(path, &out, &err), STATE_GOOD, "and read");
    IS_STR(buf_get(&out), "one\ntwo\n", "the lines are the same");
    OK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "nobody else may read it");
    OK(stat(folder, &st) == 0 && (st.st_mode & 0777) == 0700, "nor its folder");
    buf_clear(&out);
}

static const struct {
    const char *what, *bytes;
    size_t len;
    enum state_found found;
    bool replaced, aside;
} cases[] = {
    { "an empty file", "", 0, STATE_MISSING, true, false },
    { "zeros", "\0\0\0\0\0\0\0", 7, STATE_FOREIGN, true, true },
    { "a text of somebody else", "hello\n", 6, STATE_FOREIGN, true, true },
    { "a cut first line", "# vadvise screen state 1", 24, STATE_FOREIGN, true, true },
    { "no number", "# vadvise screen state x\n", 25, STATE_FOREIGN, true, true },
    { "number 0", "# vadvise screen state 0\n", 25, STATE_FOREIGN, true, true },
    { "a later version", "# vadvise screen state 2\nx\n", 27, STATE_NEWER, false, false },
    { "this version", "# vadvise screen state 1\nx\n", 27, STATE_GOOD, true, false },
};

static void
test_kinds(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct va_err err = { 0 };
        struct buf out;

        buf_init(&out, STATE_BYTES_MAX);
        put(path, cases[i].bytes, cases[i].len);
        IS_INT(state_read(path, &out, &err), cases[i].found, "%s is known",
               cases[i].what);
        OK((out.len > 0) == (cases[i].found == STATE_GOOD),
           "%s: lines only from good ones", cases[i].what);
        OK(!write_lines("new\n") == cases[i].replaced, "%s: may it be replaced",
           cases[i].what);
        OK(exists(other) == cases[i].aside, "%s: is it kept aside", cases[i].what);
        (void)unlink(other);
        buf_clear(&out);
    }
    (void)unlink(path);
}

static void
test_unread(void)
{
    struct va_err err = { 0 };
    struct buf out;
    char *large = calloc(1, STATE_BYTES_MAX + 2);

    buf_init(&out, STATE_BYTES_MAX);
    memset(large, 'x', STATE_BYTES_MAX + 1);
    put(path, large, STATE_BYTES_MAX + 1);
    IS_INT(state_read(path, &out, &err), STATE_UNREAD,
           "a file that is too large is left");
    IS_INT(out.len, 0, "nothing of it is taken");
    (void)unlink(path);
    if (mkfifo(path, 0600) == 0)
        IS_INT(state_read(path, &out, &err), STATE_UNREAD, "a pipe does not hold up");
    IS_INT(write_lines("x\n"), VA_IO, "nor is it written to");
    (void)unlink(path);
    if (mkdir(path, 0700) == 0)
        IS_INT(state_read(path, &out, &err), STATE_UNREAD, "a folder is no state");
    OK(write_lines("x\n") != VA_OK, "nor is it replaced");
    (void)rmdir(path);
    free(large);
    buf_clear(&out);
}

/* Writers of one file at once: readers always find whole lines of one of them. */
static void
test_together(void)
{
    enum { WRITERS = 4, TIMES = 100, LINES = 2000 };
    struct va_err err = { 0 };
    struct buf out;
    int32_t torn = 0;
    int failed = 0;

    (void)write_lines("0\n");
    for (int w = 0; w < WRITERS; w++) {
        if (fork() == 0) {
            struct buf b;
            int bad = 0;

            buf_init(&b, STATE_BYTES_MAX);
            for (int i = 0; i < LINES; i++)
                buf_printf(&b, "%d\n", w);
            for (int i = 0; i < TIMES; i++)
                bad |= state_write(path, &b, &err) != VA_OK;
            _exit(bad);
        }
    }
    buf_init(&out, STATE_BYTES_MAX);
    for (int i = 0; i < TIMES * 2; i++) {
        buf_reset(&out);
        torn += state_read(path, &out, &err) != STATE_GOOD ||
                (out.len != 2 && out.len != (size_t)2 * LINES) ||
                buf_get(&out)[0] != buf_get(&out)[out.len - 2];
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = 0;

        failed += wait(&status) < 0 || status != 0;
    }
    IS_INT(torn, 0, "no reader sees half a file");
    IS_INT(failed, 0, "every writer gets through");
    (void)unlink(path);
    OK(rmdir(folder) == 0, "and none leaves anything behind");
    buf_clear(&out);
}

int
main(void)
{
    const char *tmp = getenv("TEST_TMP");

    (void)umask(022);
    snprintf(folder, sizeof folder, "%s/a state/vadvise", tmp ? tmp : "/tmp");
    snprintf(path, sizeof path, "%s/screen", folder);
    snprintf(other, sizeof other, "%s.bad", path);
    test_round();
    test_kinds();
    test_unread();
    test_together();
    return done();
}

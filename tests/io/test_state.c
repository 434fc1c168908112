/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state file: whatever is there, a start goes on and nothing of others is lost. */
#include "io/state.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static char folder[4096], path[4200], other[4300], lock[4300];

static void
put(const char *at, const char *bytes, size_t len)
{
    const int fd = open(at, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || close(fd))
        printf("# cannot write %s\n", at);
}

static enum va_code
put_lines(void *ctx, const struct buf *there, struct buf *out, struct va_err *err)
{
    (void)there, (void)err;
    buf_text(out, ctx);
    return VA_OK;
}

static enum va_code
write_lines(char *lines)
{
    const struct state_change c = { .make = put_lines, .ctx = lines };
    struct va_err err = { 0 };
    bool busy = false;
    const enum va_code code = state_change(path, &c, &busy, &err);

    return busy ? VA_IO : code;
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

enum { WRITERS = 4, TIMES = 100 };

/* One more of the writer's letters, behind those of all. */
static enum va_code
add_letter(void *ctx, const struct buf *there, struct buf *out, struct va_err *err)
{
    (void)err;
    buf_add(out, buf_get(there), there->len);
    buf_byte(out, *(const char *)ctx);
    return VA_OK;
}

static int
add_letters(char letter)
{
    const struct state_change c = { .make = add_letter,
                                    .ctx = &letter,
                                    .wait_ms = 20000 };
    struct va_err err = { 0 };
    int failed = 0;

    for (int i = 0; i < TIMES; i++) {
        bool busy = false;

        failed |= state_change(path, &c, &busy, &err) != VA_OK || busy;
    }
    return failed;
}

/* Changers of one file at once: readers always find whole files, no change is lost. */
static void
test_together(void)
{
    struct va_err err = { 0 };
    struct buf out;
    int32_t n[WRITERS] = { 0 };
    int32_t torn = 0;
    size_t len = 0;
    int failed = 0;

    (void)write_lines("");
    for (int w = 0; w < WRITERS; w++) {
        if (fork() == 0)
            _exit(add_letters((char)('a' + w)));
    }
    buf_init(&out, STATE_BYTES_MAX);
    for (int i = 0; i < TIMES * 2; i++) {
        buf_reset(&out);
        torn += state_read(path, &out, &err) != STATE_GOOD || out.len < len;
        len = out.len;
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = 0;

        failed += wait(&status) < 0 || status != 0;
    }
    buf_reset(&out);
    (void)state_read(path, &out, &err);
    for (size_t i = 0; i < out.len; i++)
        n[(buf_get(&out)[i] - 'a') % WRITERS]++;
    IS_INT(torn, 0, "no reader sees half a file");
    IS_INT(failed, 0, "every writer gets through");
    OK(n[0] == TIMES && n[1] == TIMES && n[2] == TIMES && n[3] == TIMES,
       "what each of them wrote is there");
    buf_clear(&out);
}

/* Somebody holds the lock, and dies. */
static void
test_lock(void)
{
    struct state_change c = { .make = put_lines, .ctx = "mine\n" };
    struct va_err err = { 0 };
    struct buf out;
    char byte = 0;
    int ready[2];
    bool busy = false;
    pid_t holder = 0;

    if (pipe(ready) || (holder = fork()) < 0)
        abort();
    if (holder == 0) {
        struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        const int fd = open(lock, O_RDWR);

        if (fcntl(fd, F_SETLK, &all) == 0 && write(ready[1], "", 1) == 1)
            (void)pause();
        _exit(1);
    }
    buf_init(&out, STATE_BYTES_MAX);
    IS_INT(read(ready[0], &byte, 1), 1, "the lock is held");
    IS_INT(state_change(path, &c, &busy, &err), VA_OK, "who comes then does not fail");
    (void)state_read(path, &out, &err);
    OK(busy && !strstr(buf_get(&out), "mine"), "and has to come again");
    c.force = true;
    IS_INT(state_change(path, &c, &busy, &err), VA_OK, "who cannot come again");
    buf_reset(&out);
    (void)state_read(path, &out, &err);
    OK(!busy && strstr(buf_get(&out), "mine"), "goes on without it");
    c.force = false;
    (void)kill(holder, SIGKILL);
    (void)waitpid(holder, NULL, 0);
    OK(!state_change(path, &c, &busy, &err) && !busy, "a holder who dies gives it back");
    (void)close(ready[0]);
    (void)close(ready[1]);
    (void)unlink(path);
    (void)unlink(lock);
    OK(rmdir(folder) == 0, "beside the file is its lock and nothing else");
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
    snprintf(lock, sizeof lock, "%s.lock", path);
    test_round();
    test_kinds();
    test_unread();
    test_together();
    test_lock();
    return done();
}

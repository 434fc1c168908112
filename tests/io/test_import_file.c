/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing from files, pipes and what is neither. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "import_case.h"

/* sha256sum of the bytes of `small`. */
#define SMALL_SHA256 "402f953db97725bd15ea7698674d7821c8c2f54f498e56e19116aa57d42ceb6f"

static const char small[] = "memory_mb,duration_ms\n512,71.9\n";

enum { PATH_BYTES = 4096 };

struct fixture {
    char folder[PATH_BYTES / 2];
    char path[PATH_BYTES];
    struct import_outcome outcome;
};

static void
import_path(struct fixture *f, const char *path)
{
    const struct import_options options = {
        .format = IMPORT_AUTO, .defaults = { .workload = "w", .platform = "local" }
    };
    struct import_outcome *o = &f->outcome;
    const struct import_sink sink = { import_case_sample, NULL, o };

    import_outcome_clear(o);
    memset(o, 0, sizeof *o);
    buf_init(&o->samples, 1 << 20);
    o->code = import_file(path, &options, &sink, &o->report, &o->err);
}

static bool
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static void
check_file(struct fixture *f)
{
    snprintf(f->path, sizeof f->path, "%s/small.csv", f->folder);
    OK(write_file(f->path, small), "a file is written");
    import_path(f, f->path);
    IS_STR(buf_get(&f->outcome.samples), "w default local 512MB 71.900000\n",
           "a file is read");
    IS_STR(f->outcome.report.sha256_hex, SMALL_SHA256, "with the SHA-256 of its bytes");
}

static void
check_bad(struct fixture *f)
{
    char expected[PATH_BYTES + 64];

    snprintf(f->path, sizeof f->path, "%s/bad.csv", f->folder);
    OK(write_file(f->path, "memory_mb,duration_ms\n512,x\n"), "a bad file is written");
    import_path(f, f->path);
    snprintf(expected, sizeof expected, "%s:2: duration_ms: 'x' is not a number",
             f->path);
    IS_STR(f->outcome.err.text, expected, "an error names file and line");
    IS_STR(f->outcome.report.sha256_hex, "", "a failed import has no hash");
}

static void
check_odd_files(struct fixture *f)
{
    import_path(f, f->folder);
    OK(f->outcome.code == VA_IO && strstr(f->outcome.err.text, "is a directory"),
       "a directory is refused: %s", f->outcome.err.text);
    snprintf(f->path, sizeof f->path, "%s/none.csv", f->folder);
    import_path(f, f->path);
    OK(f->outcome.code == VA_IO && strstr(f->outcome.err.text, "No such file"),
       "a missing file is refused: %s", f->outcome.err.text);
    import_path(f, "/dev/null");
    OK(f->outcome.code == VA_DATA && strstr(f->outcome.err.text, "nothing to import"),
       "a file without bytes is nothing to import: %s", f->outcome.err.text);
    import_path(f, "/dev/zero");
    OK(f->outcome.code == VA_DATA && strstr(f->outcome.err.text, "not a text file"),
       "a device of zeros ends at once: %s", f->outcome.err.text);
    if (geteuid() == 0) {
        SKIP("the superuser reads every file");
        return;
    }
    snprintf(f->path, sizeof f->path, "%s/closed.csv", f->folder);
    OK(write_file(f->path, small) && chmod(f->path, 0) == 0, "a file is closed to all");
    import_path(f, f->path);
    IS_INT(f->outcome.code, VA_IO, "a file that may not be read is refused");
}

/* A child writes the text in two parts with a pause between. */
static pid_t
start_writer(const char *path, const char *text, int fd)
{
    const pid_t pid = fork();
    const size_t half = strlen(text) / 2;

    if (pid != 0)
        return pid;
    if (path)
        fd = open(path, O_WRONLY);
    if (write(fd, text, half) < 0)
        _exit(1);
    usleep(100 * 1000);
    _exit(write(fd, text + half, strlen(text) - half) < 0);
}

static void
check_fifo(struct fixture *f)
{
    pid_t pid = 0;
    int status = 1;

    snprintf(f->path, sizeof f->path, "%s/fifo", f->folder);
    OK(mkfifo(f->path, 0600) == 0, "a named pipe is made");
    pid = start_writer(f->path, small, -1);
    import_path(f, f->path);
    waitpid(pid, &status, 0);
    IS_STR(buf_get(&f->outcome.samples), "w default local 512MB 71.900000\n",
           "a named pipe is read to its end");
    IS_STR(f->outcome.report.sha256_hex, SMALL_SHA256, "with the same hash");
}

static void
on_alarm(int signum)
{
    (void)signum;
}

/* Signals arrive while the pipe is empty. */
static void
check_stdin(struct fixture *f)
{
    const struct sigaction action = { .sa_handler = on_alarm };
    const struct itimerval often = { { 0, 10000 }, { 0, 10000 } };
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };
    const int kept = dup(STDIN_FILENO);
    int ends[2] = { -1, -1 };
    int status = 1;
    pid_t pid = 0;

    OK(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO, "a pipe is made");
    pid = start_writer(NULL, small, ends[1]);
    close(ends[0]);
    close(ends[1]);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    import_path(f, "-");
    setitimer(ITIMER_REAL, &never, NULL);
    waitpid(pid, &status, 0);
    IS_STR(f->outcome.code ? f->outcome.err.text : "", "",
           "- is standard input; signals do not disturb it");
    IS_STR(buf_get(&f->outcome.samples), "w default local 512MB 71.900000\n",
           "what came in parts is read as one");
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void
check_torn(struct fixture *f)
{
    const int kept = dup(STDIN_FILENO);

    close(STDIN_FILENO);
    import_path(f, "-");
    OK(f->outcome.code == VA_IO && strstr(f->outcome.err.text, "<stdin>"),
       "a closed standard input is a read error: %s", f->outcome.err.text);
    dup2(kept, STDIN_FILENO);
    close(kept);
}

int
main(void)
{
    struct fixture f = { .folder = "" };
    const char *tmp = getenv("TEST_TMP");

    snprintf(f.folder, sizeof f.folder, "%s/import-XXXXXX", tmp ? tmp : "/tmp");
    if (!OK(mkdtemp(f.folder) != NULL, "there is a folder for files"))
        return done();
    check_file(&f);
    check_bad(&f);
    check_odd_files(&f);
    check_fifo(&f);
    check_stdin(&f);
    check_torn(&f);
    import_outcome_clear(&f.outcome);
    return done();
}

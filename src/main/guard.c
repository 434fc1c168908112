/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals while the full screen is open. */
#include "main/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    LINE_BYTES = 512,
    STACK_BYTES = 32 << 10, /* a stack that overflowed cannot be used */
    PATIENCE_S = 2,         /* for a screen that shall end */
    STUCK_MS = 200,         /* for a terminal that takes nothing */
    FOLDER_MODE = 0700,
    FILE_MODE = 0600
};

/* Those that are told to the screen, and those after which nothing can be trusted. */
static const int told[] = { SIGWINCH, SIGCONT, SIGTSTP, SIGINT, SIGTERM, SIGHUP };
static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
enum { N_TOLD = sizeof told / sizeof *told, N_FATAL = sizeof fatal / sizeof *fatal };

static struct {
    struct rescue rescue;
    volatile sig_atomic_t armed;    /* rescue is whole */
    volatile sig_atomic_t ended_by; /* the signal that shall end the program */
    int in, out;                    /* of the pipe */
    char folder[PATH_BYTES];        /* of notes; "": none */
    char version[LINE_BYTES];
    struct sigaction told_before[N_TOLD], fatal_before[N_FATAL], alarm_before;
    char stack[STACK_BYTES];
} guard;

/* --- what a handler may call, and nothing else --- */

static void
give_back(void)
{
    const char *at = guard.rescue.bytes;
    size_t n = guard.rescue.n;

    if (!guard.armed)
        return;
    guard.armed = 0;
    signal(SIGTTOU, SIG_IGN);
    while (n > 0) {
        struct pollfd ready = { .fd = guard.rescue.fd, .events = POLLOUT };
        ssize_t done = 0;

        if (poll(&ready, 1, STUCK_MS) == 0)
            break;
        done = write(guard.rescue.fd, at, n);
        if (done < 0 && errno != EINTR)
            break;
        at += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    (void)tcsetattr(guard.rescue.fd, TCSANOW, &guard.rescue.modes);
}

struct line {
    char text[PATH_BYTES + LINE_BYTES];
    size_t n;
};

static void
add_text(struct line *l, const char *text)
{
    while (*text && l->n + 1 < sizeof l->text)
        l->text[l->n++] = *text++;
    l->text[l->n] = '\0';
}

static void
add_number(struct line *l, uintmax_t value, unsigned base, int digits)
{
    char text[32];
    size_t at = sizeof text - 1;

    text[at] = '\0';
    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while ((value > 0 || (int)(sizeof text - 1 - at) < digits) && at > 0);
    add_text(l, text + at);
}

/* "2026-11-28T231500Z"; days to a date as in Howard Hinnant's chrono algorithms. */
static void
add_time(struct line *l)
{
    struct timespec now = { 0 };
    uintmax_t days = 0;
    uintmax_t era = 0;
    uintmax_t year = 0;
    uintmax_t month = 0;

    clock_gettime(CLOCK_REALTIME, &now);
    days = (uintmax_t)now.tv_sec / 86400 + 719468;
    era = days % 146097;
    year = (era - era / 1460 + era / 36524 - era / 146096) / 365;
    days = era - (365 * year + year / 4 - year / 100);
    month = (5 * days + 2) / 153;
    year += ((uintmax_t)now.tv_sec / 86400 + 719468) / 146097 * 400 + (month >= 10);
    add_number(l, year, 10, 4);
    add_text(l, "-");
    add_number(l, month < 10 ? month + 3 : month - 9, 10, 2);
    add_text(l, "-");
    add_number(l, days - (153 * month + 2) / 5 + 1, 10, 2);
    add_text(l, "T");
    add_number(l, (uintmax_t)now.tv_sec / 3600 % 24, 10, 2);
    add_number(l, (uintmax_t)now.tv_sec / 60 % 60, 10, 2);
    add_number(l, (uintmax_t)now.tv_sec % 60, 10, 2);
    add_text(l, "Z");
}

/* Where in the program, whatever address it was loaded at; of the kinds of machine that
 * are known. */
static void
add_place(struct line *l, const void *context)
{
#if defined __linux__ && (defined __x86_64__ || defined __aarch64__)
    extern const char __executable_start;
    extern const char etext;
    const ucontext_t *u = context;
#ifdef __x86_64__
    const uintptr_t at = (uintptr_t)u->uc_mcontext.gregs[REG_RIP];
#else
    const uintptr_t at = (uintptr_t)u->uc_mcontext.pc;
#endif
    const uintptr_t start = (uintptr_t)&__executable_start;

    if (at < start || at > (uintptr_t)&etext) {
        add_text(l, "in a library");
        return;
    }
    add_text(l, "vadvise+0x");
    add_number(l, at - start, 16, 1);
#else
    (void)context;
    add_text(l, "not known");
#endif
}

/* With the folders above it, which a new home may lack. */
static void
make_folder(void)
{
    for (char *at = guard.folder + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        (void)mkdir(guard.folder, FOLDER_MODE);
        *at = '/';
    }
    (void)mkdir(guard.folder, FOLDER_MODE);
}

/* Write a note, and put its path in the line; false: there is none. */
static bool
write_note(struct line *path, int signal_number, const void *context)
{
    struct line note = { .n = 0 };
    bool written = false;
    int fd = -1;

    if (!guard.folder[0])
        return false;
    make_folder();
    add_text(path, guard.folder);
    add_text(path, "/crash-");
    add_time(path);
    add_text(path, ".txt");
    add_text(&note, "vadvise ");
    add_text(&note, guard.version);
    add_text(&note, " was stopped by signal ");
    add_number(&note, (uintmax_t)signal_number, 10, 1);
    add_text(&note, "\nwhen:  ");
    add_time(&note);
    add_text(&note, "\nwhere: ");
    add_place(&note, context);
    add_text(&note, "\n");
    fd = open(path->text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return false;
    written = write(fd, note.text, note.n) == (ssize_t)note.n;
    return close(fd) == 0 && written;
}

static void
end_by(int signal_number)
{
    sigset_t set;

    signal(signal_number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(signal_number);
}

static void
on_told(int signal_number)
{
    const int saved = errno;
    const unsigned char byte = (unsigned char)signal_number;

    if (signal_number == SIGINT || signal_number == SIGTERM || signal_number == SIGHUP) {
        guard.ended_by = signal_number;
        alarm(PATIENCE_S);
    }
    (void)!write(guard.in, &byte, 1);
    errno = saved;
}

static void
on_alarm(int signal_number)
{
    (void)signal_number;
    give_back();
    end_by(guard.ended_by ? guard.ended_by : SIGTERM);
}

static void
on_fatal(int signal_number, siginfo_t *info, void *context)
{
    struct line path = { .n = 0 };
    struct line said = { .n = 0 };

    (void)info;
    give_back();
    if (signal_number != SIGQUIT) {
        const bool noted = write_note(&path, signal_number, context);

        add_text(&said, "vadvise stopped (signal ");
        add_number(&said, (uintmax_t)signal_number, 10, 1);
        add_text(&said, ").");
        if (noted) {
            add_text(&said, " Report: ");
            add_text(&said, path.text);
        }
        add_text(&said, "\n");
        (void)!write(STDERR_FILENO, said.text, said.n);
    }
    end_by(signal_number);
}

/* --- for the screen --- */

static void
set_rescue(const struct rescue *r)
{
    guard.armed = 0;
    atomic_signal_fence(memory_order_seq_cst);
    if (!r)
        return;
    guard.rescue = *r;
    atomic_signal_fence(memory_order_seq_cst);
    guard.armed = 1;
}

/* A signal that was ignored when the program started stays so. */
static void
catch_told(size_t i, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler };

    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    if (guard.told_before[i].sa_handler != SIG_IGN)
        (void)sigaction(told[i], &action, NULL);
}

static size_t
place_of(int signal_number)
{
    size_t i = 0;

    while (i + 1 < N_TOLD && told[i] != signal_number)
        i++;
    return i;
}

/* The whole job stops, as if ^Z had been left to the terminal. */
static void
stop(void)
{
    catch_told(place_of(SIGTSTP), SIG_DFL);
    (void)kill(0, SIGTSTP);
    catch_told(place_of(SIGTSTP), on_told);
}

static void
lend(bool lent)
{
    catch_told(place_of(SIGTSTP), lent ? SIG_DFL : on_told);
    catch_told(place_of(SIGINT), lent ? SIG_IGN : on_told);
    if (lent)
        signal(SIGQUIT, SIG_IGN);
    else
        (void)sigaction(SIGQUIT,
                        &(struct sigaction){ .sa_sigaction = on_fatal,
                                             .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK) },
                        NULL);
}

/* --- beginning and end --- */

static void
catch_all(void)
{
    const stack_t stack = { .ss_sp = guard.stack, .ss_size = sizeof guard.stack };
    struct sigaction action = { .sa_sigaction = on_fatal };

    for (size_t i = 0; i < N_TOLD; i++) {
        (void)sigaction(told[i], NULL, &guard.told_before[i]);
        catch_told(i, on_told);
    }
    (void)sigaltstack(&stack, NULL);
    action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_FATAL; i++)
        (void)sigaction(fatal[i], &action, &guard.fatal_before[i]);
    action.sa_flags = 0;
    action.sa_handler = on_alarm;
    (void)sigaction(SIGALRM, &action, &guard.alarm_before);
}

bool
guard_begin(const struct guard_plan *plan, struct tui_host *host)
{
    int ends[2];

    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    guard.out = ends[0];
    guard.in = ends[1];
    snprintf(guard.version, sizeof guard.version, "%s", plan->version);
    if (plan->crash_folder && strlen(plan->crash_folder) < sizeof guard.folder)
        snprintf(guard.folder, sizeof guard.folder, "%s", plan->crash_folder);
    catch_all();
    *host = (struct tui_host){
        .signals = guard.out, .guard = set_rescue, .stop = stop, .lend = lend
    };
    return true;
}

void
guard_end(void)
{
    alarm(0);
    for (size_t i = 0; i < N_TOLD; i++)
        (void)sigaction(told[i], &guard.told_before[i], NULL);
    for (size_t i = 0; i < N_FATAL; i++)
        (void)sigaction(fatal[i], &guard.fatal_before[i], NULL);
    (void)sigaction(SIGALRM, &guard.alarm_before, NULL);
    close(guard.in);
    close(guard.out);
}

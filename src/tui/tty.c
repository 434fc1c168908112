/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal as a device. */
#include "tui/tty.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

bool
tty_modes(int fd, struct termios *out)
{
    return tcgetattr(fd, out) == 0;
}

bool
tty_set_raw(int fd, const struct termios *modes)
{
    const tcflag_t input = BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON;
    const tcflag_t local = ECHO | ECHONL | ICANON | IEXTEN;
    struct termios raw = *modes;

    raw.c_iflag &= ~input;
    raw.c_lflag &= ~local;
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VINTR] = _POSIX_VDISABLE;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE;
    while (tcsetattr(fd, TCSADRAIN, &raw) != 0) {
        if (errno != EINTR)
            return false;
    }
    return true;
}

void
tty_restore(int fd, const struct termios *modes)
{
    while (tcsetattr(fd, TCSAFLUSH, modes) != 0 && errno == EINTR)
        continue;
}

bool
tty_size(int fd, int32_t *columns, int32_t *rows)
{
    struct winsize size = { 0 };

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

bool
tty_write(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t done = write(fd, bytes, n);

        if (done > 0) {
            bytes += done;
            n -= (size_t)done;
        } else if (done < 0 && errno == EAGAIN) {
            struct pollfd ready = { .fd = fd, .events = POLLOUT };

            (void)poll(&ready, 1, -1);
        } else if (done < 0 && errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool
tty_wait(int fd, int timeout_ms)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };

    return poll(&ready, 1, timeout_ms) > 0;
}

int64_t
tty_now_ms(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The locale is looked at and let go: numbers and messages of the program stay as they
 * are. Where it is named but not installed, the plain one with UTF-8 has the widths. */
bool
tty_locale_shows(const uint32_t *points)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    locale_t before = (locale_t)0;
    bool shows = false;

    if (locale == (locale_t)0)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (locale == (locale_t)0)
        return false;
    before = uselocale(locale);
    shows = !strcmp(nl_langinfo(CODESET), "UTF-8");
    for (; shows && *points; points++)
        shows = wcwidth((wchar_t)*points) == 1;
    uselocale(before);
    freelocale(locale);
    return shows;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal as a device: its modes, its size, bytes to it. */
#ifndef VA_TUI_TTY_H
#define VA_TUI_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

enum { RESCUE_BYTES_MAX = 512 };

/*
 * What gives a terminal back, from a signal handler as well: write the bytes, set the
 * modes.
 */
struct rescue {
    int fd;
    struct termios modes;
    char bytes[RESCUE_BYTES_MAX];
    size_t n;
};

/* The modes as they are. False: it is no terminal. */
bool tty_modes(int fd, struct termios *out);

/* Keys one by one, unchanged and unseen, and output as it is written. ^C and ^Z are keys;
 * what quits (^\) still does, should the program not answer. */
bool tty_set_raw(int fd, const struct termios *modes);

/* As it was found; input that nobody read is dropped. */
void tty_restore(int fd, const struct termios *modes);

/* Size in cells; false when it is not known. */
bool tty_size(int fd, int32_t *columns, int32_t *rows);

/* Write it all. False: the terminal is gone. */
bool tty_write(int fd, const char *bytes, size_t n);

/* Is there something to read, or an end, within so many ms? */
bool tty_wait(int fd, int timeout_ms);

/* Milliseconds of a clock that only goes forward. */
int64_t tty_now_ms(void);

/* Are the characters of the environment's locale UTF-8, and each of these code points one
 * cell wide? 0 ends them. A locale that is not installed is taken for one with UTF-8. */
bool tty_locale_shows(const uint32_t *points);

#endif

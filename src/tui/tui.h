/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The full screen as a model: events change it and leave effects, drawing reads it. It
 * knows no terminal, so tests drive it without one. tui/loop.c brings it together with a
 * terminal, tui/linear.c with lines.
 */
#ifndef VA_TUI_TUI_H
#define VA_TUI_TUI_H

#include <stdbool.h>
#include <stdint.h>

#include "app/full_screen.h"
#include "base/buf.h"
#include "tui/action.h"
#include "tui/event.h"
#include "tui/frame.h"
#include "tui/key.h"
#include "tui/local.h"
#include "tui/overlay.h"
#include "tui/screen.h"
#include "tui/subject.h"

enum {
    TUI_COLUMNS_MIN = 40, /* below: the answer alone */
    TUI_ROWS_MIN = 10,
    TUI_TOAST_MAX = 1024,
    TUI_PENDING_MAX = 1024,
    TUI_WATCHES_MAX = 16,
    TUI_EFFECTS_MAX = 32,
    TUI_HISTORY_MAX = 64,
    TUI_CHIP_MAX = 64,
    KEYMAP_KEYS_MAX = 8 /* keys of one action */
};

/* What the outside is asked to do. */
enum effect_kind {
    EFFECT_QUIT,    /* with t->status; keep: leave the last frame */
    EFFECT_SUSPEND, /* back to the shell */
    EFFECT_REDRAW,
    EFFECT_THEME, /* text: its name */
    EFFECT_BELL,
    EFFECT_COPY, /* text to the clipboard; the toast says by which way it went */
    EFFECT_PAGE, /* text in the user's pager */
    EFFECT_EDIT  /* text in the user's editor; done gets what it became */
};

struct effect {
    enum effect_kind kind;
    bool keep;
    char *text; /* owned */
    /* Of EFFECT_EDIT: the new text, or NULL with why there is none. */
    void (*done)(struct tui *t, const char *text, const struct va_err *err);
};

/* Something that may have input for the screen: a pipe of a child, a task's end. */
struct watch_fd {
    int fd;
    void (*ready)(struct tui *t, void *ctx); /* reads what is there, never blocks */
    void *ctx;
};

/* clang-format off */
#define TIMERS(X) \
    X(MENU)   /* the menu after y becomes visible */ \
    X(CLOCK)  /* seconds of a run that is watched */ \
    X(STATE)  /* local settings are written */ \
    X(DATA)   /* the database is looked at again */ \
    X(PEEK)   /* the preview follows a cursor that rests */ \
    X(SAVING) /* a write takes long enough to be told */
/* clang-format on */
enum timer_id {
#define X(id) TIMER_##id,
    TIMERS(X)
#undef X
        TIMER_COUNT
};

struct toast {
    char text[TUI_TOAST_MAX];
    enum scene_role role; /* TEXT, GOOD, WARN, BAD */
};

/* What is where in the view history. */
struct place {
    enum screen_id screen;
    char workload[TEXT_NAME_MAX + 1];
};

/* The keys in force: those of the table, or of the configuration. */
struct keymap {
    uint32_t keys[ACTION_COUNT][KEYMAP_KEYS_MAX]; /* 0 ends them */
};

struct tui {
    const struct full_screen *start;
    struct session *session; /* borrowed */
    int32_t columns, rows;
    enum screen_id screen;
    bool opened[SCREEN_COUNT];
    void *views[SCREEN_COUNT]; /* each screen's own state */
    struct subject subject;
    struct locals *locals;
    struct keymap keymap;
    struct overlay overlay;
    struct toast toast;
    struct place history[TUI_HISTORY_MAX];
    int32_t n_history, at_history;
    struct watch_fd watches[TUI_WATCHES_MAX];
    int32_t n_watches;
    struct effect effects[TUI_EFFECTS_MAX];
    int32_t n_effects;
    int64_t wake_ms[TIMER_COUNT]; /* monotonic; 0: off */
    int64_t now_ms;               /* monotonic, as of the last event */
    void *tasks;                  /* of task.c */
    void *writes;                 /* of write.c */
    void *notes;                  /* of do_store.c: those that are not stored yet */
    void *data;                   /* of data.c */
    void *probe;                  /* of the probe's files: runs that are watched */
    struct frame *shown;          /* the frame that is on the terminal; borrowed */
    struct spot grab;             /* where the mouse was pressed; columns 0: nowhere */
    enum scene_symbols symbols;   /* what charts are drawn with */
    char theme[TEXT_NAME_MAX + 1];
    char last_error[TUI_TOAST_MAX]; /* for the debug screen */
    char pending[TUI_PENDING_MAX];  /* what a question is about: a file, a workload */
    char noted[TEXT_NAME_MAX + 1];  /* the workload whose note is in the editor */
    int64_t saved_version;          /* of the local settings that are in the state file */
    struct buf saved;               /* those settings, as lines */
    int64_t data_version;           /* grows when the database is to be read again */
    char chip[TUI_CHIP_MAX];        /* in the title: "PROBE 16/24 $0.0269", or "" */
    char banner[TUI_CHIP_MAX];      /* "WHAT-IF PRICES", or "" */
    int32_t colors;                 /* of the terminal: 0 (none), 8, 16, 256, 1 << 24 */
    bool unicode;                   /* characters past ASCII can be shown */
    bool frozen;                    /* live updates are held */
    bool stale;                     /* a new frame is due */
    bool unsaved;   /* the state file could not be written, which was told */
    bool moved;     /* data in the database changed since the last frame */
    bool cancelled; /* ^C was the last key */
    bool ended;
    int status; /* exit status */
};

/*
 * Make the model: local settings are read, the first screen is open.
 *
 * t        all zero: most of it is room that few ever need, and is not touched
 * start    borrowed
 * unicode  characters past ASCII can be shown
 *
 * VA_USAGE for keys of the configuration that clash or do not exist, VA_NOMEM; a database
 * that cannot be read is shown on the screen, it is no failure. tui_close in every case.
 */
enum va_code tui_open(struct tui *t, const struct full_screen *start, bool unicode,
                      struct va_err *err);
void tui_close(struct tui *t); /* local settings are written */

/* Change the model by an event. */
void tui_event(struct tui *t, const struct event *e);

/* A timer whose time came. */
void tui_timer(struct tui *t, enum timer_id id);

/* Do a slice of what is long; true while there is more. */
bool tui_work(struct tui *t);

/* Nothing is pending: local settings that changed are written. Before every wait. */
void tui_idle(struct tui *t);

/* Bring the model up to date and draw it; f has the model's size, and stays what the
 * mouse is compared with until the next drawing. */
void tui_draw(struct tui *t, struct frame *f);

/* Do an action as a key would: what fails becomes a toast. */
void tui_do(struct tui *t, enum action_id id, const char *argument);

/* The same, with the failure handed back. Refuses what the screen does not offer
 * (VA_USAGE). */
enum va_code tui_try(struct tui *t, enum action_id id, const char *argument,
                     struct va_err *err);

/* Would the action do something on this screen now? */
bool tui_can(const struct tui *t, enum action_id id);

/* Go to a screen; one that there is not is passed over. */
void tui_go(struct tui *t, enum screen_id screen);

/* The workload that an action is about: the one under the cursor of a list, else the open
 * one; NULL: none. */
const char *tui_workload(const struct tui *t);

/* Say something in the last line until the next key. */
void tui_toast(struct tui *t, enum scene_role role, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void tui_toast_error(struct tui *t, const struct va_err *err);

/* Local settings changed: judge again, look again. */
void tui_changed(struct tui *t);

/* An undoable change of one setting, from an action: begin, set, judge again. */
enum va_code tui_set(struct tui *t, enum local_id id, const char *of, const char *value,
                     struct va_err *err);

/* Ask the outside for something. The text is copied. */
void tui_effect(struct tui *t, enum effect_kind kind, const char *text);
void tui_edit(struct tui *t, const char *text,
              void (*done)(struct tui *t, const char *text, const struct va_err *err));

/* Take the first effect off the list; false: there is none. Its text is the caller's. */
bool tui_take_effect(struct tui *t, struct effect *out);

/* Input to be watched, and no more. VA_OVERFLOW past TUI_WATCHES_MAX. */
enum va_code tui_watch(struct tui *t, int fd, void (*ready)(struct tui *t, void *ctx),
                       void *ctx);
void tui_unwatch(struct tui *t, int fd);

/* Wake the timer in so many ms; below 0: never. */
void tui_wake(struct tui *t, enum timer_id id, int64_t in_ms);

/* The actions of a key on the screen; ACTION_COUNT: none. */
enum action_id tui_key_action(const struct tui *t, enum screen_id screen, uint32_t key);

/* The first key of an action as text, "" when it has none; buf holds KEY_TEXT_MAX. */
char *tui_key_text(const struct tui *t, enum action_id id, char *buf);

/* The keys of the configuration over those of the table. VA_USAGE with origin: an action
 * or a key that does not exist, two actions with one key on one screen, a key for what
 * spends. */
enum va_code keymap_init(struct keymap *k, const struct key_setting *settings, int32_t n,
                         struct va_err *err);

#endif

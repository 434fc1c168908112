/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything a person can do on the screen, once. Keys, rebinding, footer, help, palette,
 * mouse, completion, the manual's section KEYS, the line dialogue and the command line
 * that a view stands for all read this table.
 */
#ifndef VA_TUI_ACTION_H
#define VA_TUI_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct tui;

/* clang-format off */
#define SCREENS(X) /* id, key, title, short title, word */                              \
    X(WORK,      '1', "Work",      "Work",  "workloads")                                \
    X(EXPLORE,   '2', "Explore",   "Explore", "explore")                                \
    X(COMPARE,   '3', "Compare",   "Cmp",   "compare")                                  \
    X(API,       '4', "API",       "API",   "api")                                      \
    X(PROBE,     '6', "Probe",     "Probe", "probe")                                    \
    X(STABILITY, '7', "Stability", "Stab",  "stability")                                \
    X(PRICES,    '8', "Prices",    "Price", "prices")
/* clang-format on */

enum screen_id {
#define X(id, key, title, small, word) SCREEN_##id,
    SCREENS(X)
#undef X
        SCREEN_COUNT
};

/* What an action does beyond looking. */
enum action_class {
    CLASS_LOOK,  /* moves and shows */
    CLASS_LOCAL, /* changes what this person sees; undo takes it back */
    CLASS_WRITE, /* changes a file or the database */
    CLASS_SPEND  /* costs money: has no key, and asks first */
};

/* clang-format off */
#define ON(screen) (UINT32_C(1) << SCREEN_##screen)
#define ON_ALL (UINT32_MAX >> (32 - SCREEN_COUNT))
#define ON_CHART ON(EXPLORE)
#define ON_TABLE (ON(WORK) | ON(COMPARE))
#define ON_GOAL (ON_ALL & ~ON(PRICES))
#define ON_PANES (ON(EXPLORE) | ON(COMPARE) | ON(PROBE))

/*
 * id, name, keys, screens, class, argument (NULL: none), function,
 * command line it stands for ("": none), label in the footer, help
 *
 * Screens with more of their own declare them here as well.
 */
#define ACTIONS(X)                                                                      \
    X(UP, "up", "Up k", ON_ALL, LOOK, NULL, do_move,                                    \
      "", "", "one row up; in a chart one step")                                        \
    X(DOWN, "down", "Down j", ON_ALL, LOOK, NULL, do_move,                              \
      "", "", "one row down; in a chart one step")                                      \
    X(LEFT, "left", "Left h", ON_ALL, LOOK, NULL, do_move,                              \
      "", "", "one column left; in a chart to the next smaller size")                   \
    X(RIGHT, "right", "Right l", ON_ALL, LOOK, NULL, do_move,                           \
      "", "", "one column right; in a chart to the next larger size")                   \
    X(FINER_LEFT, "finer-left", ", S-Left", ON_CHART, LOOK, NULL, do_move,              \
      "", "", "1 MB less")                                                              \
    X(FINER_RIGHT, "finer-right", ". S-Right", ON_CHART, LOOK, NULL, do_move,           \
      "", "+1 MB", "1 MB more")                                                         \
    X(PAGE_UP, "page-up", "PgUp", ON_ALL, LOOK, NULL, do_move,                          \
      "", "", "one page up; in a chart 256 MB less")                                    \
    X(PAGE_DOWN, "page-down", "PgDn", ON_ALL, LOOK, NULL, do_move,                      \
      "", "", "one page down; in a chart 256 MB more")                                  \
    X(HALF_UP, "half-up", "^U", ON_ALL, LOOK, NULL, do_move,                            \
      "", "", "half a page up")                                                         \
    X(HALF_DOWN, "half-down", "^D", ON_ALL, LOOK, NULL, do_move,                        \
      "", "", "half a page down")                                                       \
    X(FIRST, "first", "Home g", ON_ALL, LOOK, NULL, do_move,                            \
      "", "", "to the first row or size")                                               \
    X(LAST, "last", "End G", ON_ALL, LOOK, NULL, do_move,                               \
      "", "", "to the last row or size")                                                \
    X(NEXT_PANE, "next-pane", "Tab", ON_PANES, LOOK, NULL, do_move,                     \
      "", "", "the next pane")                                                          \
    X(PREVIOUS_PANE, "previous-pane", "S-Tab", ON_PANES, LOOK, NULL, do_move,           \
      "", "", "the pane before")                                                        \
    X(OPEN, "open", "Enter", ON_ALL, LOOK, NULL, do_screen,                             \
      "", "open", "open what the cursor is on; accept the size in a chart")      \
    X(BACK, "back", "Esc Backspace", ON_ALL, LOOK, NULL, do_back,                       \
      "", "", "back; close; clear the filter")                                          \
    X(SCREEN, "screen", "", ON_ALL, LOOK, "NAME", do_go,                                \
      "", "", "to a screen by its name")                                                \
    X(WORK, "workloads", "1", ON_ALL, LOOK, NULL, do_go,                                \
      "list", "", "the screen of workloads")                                            \
    X(EXPLORE, "explore", "2", ON_ALL, LOOK, NULL, do_go,                               \
      "advise W", "", "the screen that explores one workload")                          \
    X(COMPARE, "compare", "3", ON_ALL, LOOK, NULL, do_go,                               \
      "compare W", "", "platforms, architectures, regions side by side")                \
    X(API, "api", "4", ON_ALL, LOOK, NULL, do_go,                                       \
      "compare W --volume N", "", "a local model or an API")                            \
    X(PROBE, "probe", "6", ON_ALL, LOOK, NULL, do_go,                                   \
      "probe list", "", "probe runs")                                                   \
    X(STABILITY, "stability", "7", ON_ALL, LOOK, NULL, do_go,                           \
      "stability W", "", "spread by hour, day and CPU type")                            \
    X(PRICES, "prices", "8", ON_ALL, LOOK, NULL, do_go,                                 \
      "pricing list", "", "price tables and what-if")                                   \
    X(VIEW_BACK, "view-back", "[", ON_ALL, LOOK, NULL, do_history,                      \
      "", "", "the view before this one")                                               \
    X(VIEW_FORWARD, "view-forward", "]", ON_ALL, LOOK, NULL, do_history,                \
      "", "", "forward again")                                                          \
    X(WORKLOAD, "workload", "", ON_ALL, LOOK, "NAME", do_workload,                      \
      "-w W", "", "open a workload by its name")                                        \
    X(BUDGET, "budget", "b F2", ON_GOAL, LOCAL, "USD", do_goal,                         \
      "--budget USD", "budget", "set the most an invocation may cost: 0.002, 2000/1M")  \
    X(LATENCY, "latency", "t F8", ON_GOAL, LOCAL, "TIME", do_goal,                      \
      "--latency TIME", "latency", "set the most it may take: 50s, 500ms")              \
    X(OBJECTIVE, "objective", "", ON_GOAL, LOCAL, "WORD", do_goal,                      \
      "--objective WORD", "", "what is best within the goal")                           \
    X(STAT, "statistic", "p", ON_GOAL, LOCAL, "WORD", do_stat,                          \
      "--stat WORD", "", "what duration means: p50, p95, p99, mean in turn")            \
    X(MIN_RECALL, "min-recall", "", ON_GOAL, LOCAL, "RATIO", do_goal,                   \
      "--min-recall RATIO", "", "only what states at least this recall: 0.9, 90%; none") \
    X(CONFIDENCE, "confidence", "", ON_GOAL, LOCAL, "PERCENT", do_goal,                 \
      "--confidence PERCENT", "", "how sure the safe pick is")                          \
    X(VOLUME, "volume", "", ON_GOAL, LOCAL, "N", do_goal,                               \
      "--volume N", "", "invocations: 250000 (a month), 10k/day")                       \
    X(AS_OF, "as-of", "", ON_GOAL, LOCAL, "DATE", do_goal,                              \
      "--as-of DATE", "", "prices of that day: 2019-02-01, today")                      \
    X(BILLING, "billing", "", ON_GOAL, LOCAL, "STEP", do_goal,                          \
      "--billing STEP", "", "what if it were billed in steps of 1ms or 100ms; none")    \
    X(PLATFORM, "platform", "", ON_GOAL, LOCAL, "LIST", do_goal,                        \
      "--platform LIST", "", "only these platforms; all: no limit")                     \
    X(IMPLEMENTATION, "implementation", "", ON_GOAL, LOCAL, "LIST", do_goal,            \
      "--implementation LIST", "", "only these implementations; all: no limit")         \
    X(PRICE_AS, "price-as", "", ON_GOAL, LOCAL, "PLATFORM", do_goal,                    \
      "--price-as PLATFORM", "", "what has no price of its own is priced as this; none") \
    X(REGION, "region", "", ON_GOAL, LOCAL, "NAME", do_goal,                            \
      "--region NAME", "", "region of the prices and the profiles; none: any")          \
    X(MEMORY, "memory", "m", ON_CHART, LOOK, "MB", do_screen,                           \
      "", "", "to a size by its number")                                                \
    X(SAFE, "safe", "S", ON_CHART, LOCAL, NULL, do_screen,                              \
      "--confidence PERCENT", "safe", "to the safe pick, and back")                     \
    X(AXES, "axes", "x", ON_CHART, LOCAL, NULL, do_screen,                              \
      "plot W --axes WORD", "axes", "axes: log-log, lin-lin, log-lin in turn")          \
    X(FIELD, "field", "f", ON_CHART, LOCAL, NULL, do_screen,                            \
      "", "field", "the chart shows duration, cost, or both")                           \
    X(BAND, "band", "c", ON_CHART, LOCAL, NULL, do_screen,                              \
      "", "", "the interval band, on or off")                                           \
    X(RESIDUALS, "residuals", "r", ON_CHART, LOCAL, NULL, do_screen,                    \
      "", "", "how far samples lie off the curve, on or off")                           \
    X(PARETO, "pareto", "o", ON_CHART, LOCAL, NULL, do_screen,                          \
      "", "", "sizes that none beats in both cost and duration, on or off")             \
    X(SHADE, "shade", "", ON_CHART, LOCAL, NULL, do_screen,                             \
      "", "", "sizes outside of the goal shaded, on or off")                            \
    X(ZOOM_IN, "zoom-in", "+", ON_CHART, LOCAL, NULL, do_screen,                        \
      "", "", "closer")                                                                 \
    X(ZOOM_OUT, "zoom-out", "-", ON_CHART, LOCAL, NULL, do_screen,                      \
      "", "", "further away")                                                           \
    X(ZOOM_RESET, "zoom-reset", "=", ON_CHART, LOCAL, NULL, do_screen,                  \
      "", "", "the whole range")                                                        \
    X(FREEZE, "freeze", "z", ON_GOAL, LOOK, NULL, do_freeze,                            \
      "", "", "hold live updates, and let them in again")                               \
    X(BUDGET_LESS, "budget-less", "<", ON_CHART, LOCAL, NULL, do_screen,                \
      "--budget USD", "", "a budget 1 % lower")                                         \
    X(BUDGET_MORE, "budget-more", ">", ON_CHART, LOCAL, NULL, do_screen,                \
      "--budget USD", "", "a budget 1 % higher")                                        \
    X(LATENCY_LESS, "latency-less", "(", ON_CHART, LOCAL, NULL, do_screen,              \
      "--latency TIME", "", "a latency goal 1 % lower")                                 \
    X(LATENCY_MORE, "latency-more", ")", ON_CHART, LOCAL, NULL, do_screen,              \
      "--latency TIME", "", "a latency goal 1 % higher")                                \
    X(BUDGET_ALONE, "budget-alone", "M", ON_CHART, LOCAL, NULL, do_screen,              \
      "--latency none", "", "no size meets the goal: keep the budget alone")            \
    X(LATENCY_ALONE, "latency-alone", "T", ON_CHART, LOCAL, NULL, do_screen,            \
      "--budget none", "", "no size meets the goal: keep the latency alone")            \
    X(NEXT_CURVE, "next-curve", "a", ON_CHART, LOOK, NULL, do_screen,                   \
      "", "", "the curve of the next implementation or platform")                       \
    X(EXPAND, "expand", "e", ON_TABLE | ON_CHART, LOCAL, NULL, do_screen,               \
      "", "", "the pane over the whole screen, and back")                               \
    X(FILTER, "filter", "/ F3", ON_TABLE, LOCAL, "TEXT", do_screen,                     \
      "", "filter", "show only rows that match; ! before it: that do not")              \
    X(FIND_NEXT, "find-next", "n", ON_TABLE, LOOK, NULL, do_screen,                     \
      "", "", "to the next row that matches")                                           \
    X(FIND_PREVIOUS, "find-previous", "N", ON_TABLE, LOOK, NULL, do_screen,             \
      "", "", "to the row before that matches")                                         \
    X(SORT, "sort", "s F6", ON_TABLE, LOCAL, "COLUMN", do_screen,                       \
      "list --sort WORD", "sort", "sort by a column; the same again reverses")   \
    X(MARK, "mark", "Space", ON(WORK), LOCAL, NULL, do_screen,                          \
      "", "mark", "mark the row")                                                       \
    X(COMPARE_MARKED, "compare-marked", "C", ON(WORK), LOOK, NULL, do_screen,           \
      "", "compare", "compare the marked workloads")                                    \
    X(COMPARE_BY, "compare-by", "d", ON(COMPARE), LOCAL, "WORD", do_screen,             \
      "compare W --by WORD", "by",                                                      \
      "what stands side by side: platforms, regions, eras in turn")                     \
    X(SAMPLES, "samples", "L", ON(WORK), LOCAL, NULL, do_screen,                        \
      "list --samples", "", "the bundled sample workloads beside own ones, or not")     \
    X(CELL, "cell", "", ON(PRICES), LOCAL, "VALUE", do_screen,                          \
      "--set CHANGE", "", "change the price under the cursor; nothing is written")      \
    X(CELL_SAVED, "cell-saved", "Delete", ON(PRICES), LOCAL, NULL, do_screen,           \
      "", "", "the price under the cursor as it is saved")                              \
    X(DIFFERENCE, "difference", "d", ON(PRICES), LOOK, NULL, do_screen,                 \
      "pricing set --set CHANGE", "difference", "what differs from the saved prices")   \
    X(KEEP, "keep", "w", ON(PRICES), WRITE, NULL, do_screen,                            \
      "pricing set --set CHANGE --keep", "keep",                                        \
      "keep the changed prices in a file of your own; asks")                            \
    X(PALETTE, "palette", ": ^P", ON_ALL, LOOK, NULL, do_palette,                       \
      "", "commands", "any of these by its name")                                       \
    X(HELP, "help", "? F1", ON_ALL, LOOK, NULL, do_help,                                \
      "help", "", "the keys that work here")                                            \
    X(DEBUG, "debug", "F9", ON_ALL, LOOK, NULL, do_debug,                               \
      "doctor", "", "terminal, locale, widths, files, the last error")                  \
    X(PLAN, "plan", "P F7", ON_ALL, LOOK, "WORKLOAD", do_plan,                          \
      "plan W", "probe", "plan a probe: prices of measuring; nothing is spent")         \
    X(PROBE_FIELD, "probe-field", "", ON(PROBE), LOCAL, "FIELD VALUE", do_screen,       \
      "", "", "set a field of the plan: sizes 512,1024")                                \
    X(PROBE_START, "probe-start", "", ON(PROBE), SPEND, NULL, do_screen,                \
      "probe run W --function NAME --max-spend USD", "",                                \
      "ask the provider, then you, and measure under the cap")                          \
    X(PROBE_HERE, "probe-here", "", ON(PROBE), WRITE, NULL, do_screen,                  \
      "probe run W -- COMMAND", "", "measure on this machine, which costs nothing")     \
    X(ATTACH, "attach", "", ON(PROBE), LOOK, "ID", do_screen,                           \
      "probe attach ID", "", "follow a run by its number")                              \
    X(GO_ON, "go-on", "", ON(PROBE), SPEND, "ID", do_screen,                            \
      "probe attach ID", "", "go on with a run that died, under its cap; asks first")   \
    X(LOG, "log", "L", ON(PROBE), LOOK, NULL, do_screen,                                \
      "probe show ID", "log", "every invocation of the run; Enter opens one")          \
    X(PAUSE, "pause", "Space", ON(PROBE), WRITE, NULL, do_screen,                       \
      "probe pause ID", "pause", "send nothing new to the run's function; or go on")    \
    X(STOP, "stop", "", ON(PROBE), WRITE, NULL, do_screen,                              \
      "probe stop ID", "", "end the run after the invocation in flight; asks first")    \
    X(ABANDON, "abandon", "K", ON(PROBE), WRITE, NULL, do_screen,                       \
      "probe stop ID --abandon", "kill",                                                \
      "abandon what is in flight, which may be billed; asks first")                     \
    X(RETRY, "retry", "r", ON(PROBE), WRITE, NULL, do_screen,                           \
      "probe retry ID", "retry",                                                        \
      "make again what failed in the run, each once; asks first")                       \
    X(SKIP, "skip", "s", ON(PROBE), WRITE, "MB", do_screen,                             \
      "", "skip", "measure no more at the size under the cursor")                       \
    X(CAP_LESS, "cap-less", "-", ON(PROBE), WRITE, NULL, do_screen,                     \
      "", "", "a tenth of the run's cap less")                                          \
    X(CAP, "cap", "", ON(PROBE), SPEND, "USD", do_screen,                               \
      "", "", "another cap for the run; a higher one must be typed")        \
    X(APPLY, "apply", "A", ON(PROBE), WRITE, NULL, do_screen,                           \
      "probe run W --function NAME --max-spend USD --apply", "",                        \
      "set the function to the pick of a run; asks first")                              \
    X(FORGET_RUN, "forget-run", "D", ON(PROBE), WRITE, NULL, do_screen,                 \
      "forget W --run ID", "", "drop what a run measured; asks first")                  \
    X(RESTORE, "restore", "R", ON(PROBE), WRITE, "ID", do_screen,                       \
      "probe restore ID", "", "put back what a run left at its function; asks first")   \
    X(LINE, "line", "Y", ON_ALL, LOOK, NULL, do_line,                                   \
      "", "CLI", "show and copy the command line of this view")                         \
    X(UNDO, "undo", "u", ON_ALL, LOCAL, NULL, do_undo,                                  \
      "", "undo", "take the last change back")                                          \
    X(REDO, "redo", "U", ON_ALL, LOCAL, NULL, do_undo,                                  \
      "", "", "make it again")                                                          \
    X(PAGER, "pager", "v", ON_ALL, LOOK, NULL, do_pager,                                \
      "", "", "what is shown, in $PAGER")                                               \
    X(IMPORT, "import", "I", ON_ALL, WRITE, "FILE", do_import,                          \
      "import FILE", "", "import measurements: FILE as NAME on PLATFORM")               \
    X(EXPORT, "export", "E", ON_ALL, WRITE, "FILE", do_export,                          \
      "-o FILE", "", "write what is shown to a file: .csv, .json, .md, .txt")           \
    X(COPY, "copy", "y", ON_ALL, LOOK, "WORD", do_copy,                                 \
      "", "", "copy: value (y), json (j), csv (c), markdown (m), text (t)")             \
    X(NOTES, "notes", "V", ON(WORK) | ON(EXPLORE), WRITE, NULL, do_notes,               \
      "show W", "", "the workload's note, in $EDITOR")                                  \
    X(FORGET, "forget", "", ON(WORK) | ON(EXPLORE), WRITE, "NAME", do_forget,           \
      "forget W", "", "delete a workload's measurements; asks")                         \
    X(SYMBOLS, "symbols", "", ON_ALL, LOCAL, "WORD", do_look,                           \
      "plot W --symbols WORD", "",                                                      \
      "what charts are drawn with: braille, quadrant, ascii")                           \
    X(THEME, "theme", "", ON_ALL, LOCAL, "WORD", do_look,                               \
      "--theme WORD", "", "colours: default, light, high-contrast, mono")               \
    X(DISMISS, "dismiss", "", ON_ALL, LOCAL, NULL, do_dismiss,                          \
      "", "", "hide the hint for beginners")                                            \
    X(RELOAD, "reload", "F5", ON_ALL, LOOK, NULL, do_reload,                            \
      "", "", "read the database again")                                                \
    X(REDRAW, "redraw", "^L", ON_ALL, LOOK, NULL, do_redraw,                            \
      "", "", "draw the screen afresh")                                                 \
    X(SUSPEND, "suspend", "^Z", ON_ALL, LOOK, NULL, do_suspend,                         \
      "", "", "back to the shell; fg returns")                                          \
    X(CANCEL, "cancel", "^C", ON_ALL, LOOK, NULL, do_cancel,                            \
      "", "", "stop what is under way; twice leaves")                                   \
    X(LEAVE, "leave", "", ON_ALL, LOOK, "WORD", do_leave,                               \
      "", "", "leave while a probe runs: stop, wait or detach")                         \
    X(QUIT, "quit", "q F10", ON_ALL, LOOK, NULL, do_quit,                               \
      "", "quit", "leave; asks only while a probe runs")                                \
    X(QUIT_KEEP, "quit-keep", "Q", ON_ALL, LOOK, NULL, do_quit,                         \
      "", "", "leave, and keep the last frame in the scrollback")
/* clang-format on */

enum action_id {
#define X(id, name, keys, screens, class, argument, run, line, label, help) ACTION_##id,
    ACTIONS(X)
#undef X
        ACTION_COUNT
};

/* An action being done: which, with what argument (NULL: none was given). */
struct doing {
    enum action_id id;
    const char *argument;
};

struct action {
    const char *name;
    const char *keys; /* those it has before any are rebound */
    uint32_t screens; /* bit per screen_id */
    enum action_class class;
    const char *argument; /* what it takes, as help says it; NULL: nothing */
    /* Do it. An action that needs an argument and got none asks for it with a prompt
     * (tui_ask) and returns VA_OK. */
    enum va_code (*run)(struct tui *t, const struct doing *d, struct va_err *err);
    const char *line, *label, *help;
};

/* An action by its number. */
const struct action *action_get(enum action_id id);

/* The action of that name; ACTION_COUNT: none. */
enum action_id action_find(const char *name);

/* Does it work on that screen? */
bool action_on(enum action_id id, enum screen_id screen);

/* Key i of a list like "b F2"; false past the last. A list that is wrong ends there. */
bool action_key(const char *keys, int i, uint32_t *out);

/* The screen that an action such as "explore" goes to; SCREEN_COUNT: none. */
enum screen_id action_screen(enum action_id id);

/* What runs: a function for each name in the table, most of them in tui/do_*.c. */
#define X(id, name, keys, screens, class, argument, run, line, label, help)              \
    enum va_code run(struct tui *t, const struct doing *d, struct va_err *err);
ACTIONS(X)
#undef X

#endif

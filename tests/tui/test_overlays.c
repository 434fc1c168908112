/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions, menus, texts and lines that lie over a screen. */
#include "model.h"
#include "tui/palette.h"

/* --- a question --- */

static int said_yes, said_no;
static const char *wanted; /* what must be typed */
static char typed_text[OVERLAY_TEXT_MAX];

static enum va_code
yes(struct tui *t, const char *typed, struct va_err *err)
{
    (void)t;
    if (strcmp(typed, wanted) != 0)
        return va_fail(err, VA_MONEY, "that is not the cap");
    said_yes++;
    snprintf(typed_text, sizeof typed_text, "%s", typed);
    return VA_OK;
}

static void
no(struct tui *t)
{
    (void)t;
    said_no++;
}

/* What it asks for opens something of its own. */
static enum va_code
yes_and_more(struct tui *t, const char *typed, struct va_err *err)
{
    (void)typed, (void)err;
    tui_view(t, "The receipt", "it cost nothing\n");
    return VA_OK;
}

static void
ask_to(struct model *m, const char *expect, const char *also)
{
    said_yes = said_no = 0;
    wanted = expect ? "0.05" : "y";
    tui_confirm(&m->tui, &(struct confirm){ .title = "Start the probe?",
                                            .text = "24 runs\nexpected $0.0450",
                                            .expect = expect,
                                            .also = also,
                                            .yes = yes,
                                            .no = no });
}

static void
y_is_enough(struct model *m)
{
    ask_to(m, NULL, NULL);
    OK(model_shows(m, "Start the probe?") && model_shows(m, "expected $0.0450"),
       "a question is shown with its text");
    model_key(m, KEY_ENTER);
    model_key(m, 'x');
    OK(said_yes == 0 && model_shows(m, "y is yes"), "Enter alone answers nothing");
    model_paste(m, "y");
    IS_INT(said_yes, 0, "nor does a y that is pasted");
    model_key(m, 'y');
    OK(said_yes == 1 && !m->tui.overlay.kind, "y does, and it goes");
    ask_to(m, NULL, NULL);
    model_key(m, KEY_ESCAPE);
    ask_to(m, NULL, NULL);
    model_key(m, 'n');
    OK(said_no == 1 && said_yes == 0 && !m->tui.overlay.kind, "Esc and n are no");
}

static void
a_text_is_typed(struct model *m)
{
    ask_to(m, "the cap", NULL);
    OK(model_shows(m, "Type the cap:") && model_shows(m, "Esc = nothing happens"),
       "what is to be typed is said");
    model_key(m, 'y');
    model_key(m, KEY_ENTER);
    OK(said_yes == 0 && model_shows(m, "that is not the cap"),
       "y is no answer where a text is asked for");
    model_key(m, KEY_ENTER);
    OK(said_yes == 0 && model_shows(m, "nothing was typed"), "nor is nothing");
    model_paste(m, "0.05\n");
    IS_INT(said_yes, 0, "a paste fills the line in, its line end accepts nothing");
    model_key(m, KEY_BACKSPACE);
    model_key(m, KEY_ENTER);
    OK(said_yes == 1 && !strcmp(typed_text, "0.05") && !m->tui.overlay.kind,
       "the text and Enter are yes");
}

static void
two_texts_are_typed(struct model *m)
{
    ask_to(m, "the cap", "facedetect");
    model_type(m, "0.05");
    model_key(m, KEY_ENTER);
    OK(said_yes == 0 && model_shows(m, "Type facedetect as well"),
       "much money asks for the workload's name, too");
    model_type(m, "other");
    model_key(m, KEY_ENTER);
    OK(said_yes == 0 && model_shows(m, "that is not 'facedetect'"),
       "another name is refused");
    model_key(m, KEY_CTRL('U'));
    model_type(m, "facedetect");
    model_key(m, KEY_ENTER);
    OK(said_yes == 1 && !strcmp(typed_text, "0.05"), "both together are yes");
}

static void
what_a_question_opens_stays(struct model *m)
{
    tui_confirm(&m->tui,
                &(struct confirm){ .title = "Go?", .text = "-", .yes = yes_and_more });
    model_key(m, 'y');
    OK(model_shows(m, "The receipt") && !model_shows(m, "Go?"),
       "what the answer opens is not closed with the question");
    model_key(m, 'q');
    OK(!m->tui.overlay.kind && !m->tui.ended, "q closes it, not the program");
}

/* --- a menu --- */

static const struct choice choices[] = {
    { 'a', "ascii", ACTION_SYMBOLS, "ascii" },
    { 'b', "braille", ACTION_SYMBOLS, "braille" },
    { 'q', "quadrant", ACTION_SYMBOLS, "quadrant" },
};

static void
open_menu(struct model *m, int32_t delay_ms)
{
    tui_menu(&m->tui, "Symbols of charts", choices, 3, delay_ms);
}

static bool
symbols_are(struct model *m, const char *word)
{
    return !strcmp(scene_symbols_name(m->tui.symbols), word);
}

static void
a_menu_waits(struct model *m)
{
    open_menu(m, 400);
    OK(!model_shows(m, "Symbols of charts"), "a menu is not seen at once");
    OK(m->tui.wake_ms[TIMER_MENU] == m->tui.now_ms + 400, "but in 400 ms");
    model_key(m, 'a');
    OK(symbols_are(m, "ascii") && !m->tui.overlay.kind, "its keys work before");
    open_menu(m, 400);
    m->tui.now_ms += 400;
    tui_timer(&m->tui, TIMER_MENU);
    OK(m->tui.stale && model_shows(m, "Symbols of charts") && model_shows(m, "quadrant"),
       "then it is there");
    model_key(m, KEY_DOWN);
    model_key(m, KEY_ENTER);
    OK(symbols_are(m, "braille"), "the cursor and Enter choose");
    open_menu(m, 400);
    model_key(m, 'x');
    OK(model_shows(m, "Symbols of charts"), "a key that is none of its shows it");
    model_key(m, 'q');
    OK(symbols_are(m, "quadrant"), "a key of its own wins over the same one elsewhere");
    open_menu(m, 0);
    model_key(m, KEY_ESCAPE);
    OK(!m->tui.overlay.kind && symbols_are(m, "quadrant"), "Esc chooses nothing");
}

static void
a_menu_is_clicked(struct model *m)
{
    int32_t row = 0;

    open_menu(m, 0);
    row = model_row(m, "a   ascii");
    tui_event(&m->tui,
              &(struct event){
                  .kind = EVENT_MOUSE, .mouse = MOUSE_PRESS, .column = 40, .row = row });
    OK(row > 0 && symbols_are(m, "ascii"), "a click chooses");
    open_menu(m, 0);
    tui_event(&m->tui, &(struct event){ .kind = EVENT_MOUSE, .mouse = MOUSE_PRESS });
    OK(m->tui.overlay.kind != NULL, "a click beside it does not");
    model_key(m, KEY_ESCAPE);
}

/* --- a text --- */

static void
a_text_is_read(struct model *m)
{
    struct buf text;
    struct effect e = { .kind = EFFECT_BELL };

    buf_init(&text, 1 << 16);
    for (int i = 1; i <= 100; i++)
        buf_printf(&text, "line %d of a text%s\n", i, i == 70 ? " with a Needle" : "");
    tui_view(&m->tui, "A text", buf_get(&text));
    buf_clear(&text);
    OK(model_shows(m, "line 1 of") && model_shows(m, "lines 1-22 of 100"),
       "a text begins at its beginning");
    model_key(m, KEY_PAGE_DOWN);
    OK(!model_shows(m, "line 22 of") && model_shows(m, "line 23 of"), "it goes by pages");
    model_key(m, KEY_END);
    model_key(m, KEY_DOWN);
    OK(model_shows(m, "line 100 of") && model_shows(m, "lines 79-100"),
       "not past its end");
    model_key(m, '/');
    model_type(m, "needle");
    model_key(m, KEY_ENTER);
    OK(model_shows(m, "with a Needle"), "it is searched, upper and lower case alike");
    model_key(m, '/');
    model_key(m, KEY_CTRL('U'));
    model_type(m, "straw");
    model_key(m, KEY_ENTER);
    OK(model_shows(m, "not found: straw"), "what is not there is told");
    model_key(m, 'v');
    OK(tui_take_effect(&m->tui, &e) && e.kind == EFFECT_PAGE && e.text &&
           strstr(e.text, "line 100 of a text\n"),
       "v gives it to the pager, whole");
    free(e.text);
    model_key(m, KEY_ESCAPE);
    tui_view(&m->tui, "Empty", "");
    OK(model_shows(m, "Empty"), "an empty text is one");
    model_key(m, KEY_SPACE);
    model_key(m, KEY_ESCAPE);
    OK(!m->tui.overlay.kind, "and is closed");
}

/* --- a line with a preview --- */

static const char *
budget(const struct model *m)
{
    const char *text = local_get(m->tui.locals, LOCAL_BUDGET, "facedetect");

    return text ? text : "";
}

static void
a_preview_is_taken_back(struct model *m)
{
    tui_do(&m->tui, ACTION_WORKLOAD, "facedetect");
    tui_go(&m->tui, SCREEN_WORK);
    tui_do(&m->tui, ACTION_BUDGET, NULL);
    model_type(m, "0.002");
    OK(model_shows(m, "0.002") && !strcmp(budget(m), "0.002"),
       "a value is in force while it is typed");
    model_type(m, "x");
    tui_draw(&m->tui, &m->frame);
    IS_STR(budget(m), "", "not when it is none");
    model_key(m, KEY_BACKSPACE);
    tui_draw(&m->tui, &m->frame);
    model_key(m, KEY_ESCAPE);
    IS_STR(budget(m), "", "Esc takes it back");
    tui_do(&m->tui, ACTION_BUDGET, NULL);
    model_type(m, "0.0");
    tui_draw(&m->tui, &m->frame);
    model_type(m, "03");
    tui_draw(&m->tui, &m->frame);
    model_key(m, KEY_ENTER);
    IS_STR(budget(m), "0.003", "Enter keeps it");
    tui_do(&m->tui, ACTION_UNDO, NULL);
    IS_STR(budget(m), "", "and one undo takes back all that was typed");
}

/* --- the command line of the view --- */

static void
a_long_command_line_is_a_text(struct model *m)
{
    tui_go(&m->tui, SCREEN_EXPLORE);
    tui_do(&m->tui, ACTION_BUDGET, "0.002");
    tui_do(&m->tui, ACTION_LINE, NULL);
    OK(!m->tui.overlay.kind && model_shows(m, "vadvise advise facedetect --budget 0.002"),
       "a command line stands in the last line");
    tui_do(&m->tui, ACTION_LATENCY, "90s");
    tui_do(&m->tui, ACTION_CONFIDENCE, "90");
    tui_do(&m->tui, ACTION_VOLUME, "250000");
    tui_do(&m->tui, ACTION_LINE, NULL);
    OK(model_shows(m, "vadvise advise facedetect --volume") == false &&
           model_shows(m, "   --latency 90s \\") && model_shows(m, "   --confidence 90"),
       "one that has no room there is a text, a line an option");
    model_key(m, KEY_ESCAPE);
}

/* --- lines by name --- */

static void
names_are_run(struct model *m)
{
    struct va_err err = { 0 };

    IS_INT(palette_run(&m->tui, "symbols ascii", &err), VA_OK, "a line is run by name");
    OK(symbols_are(m, "ascii"), "with its argument");
    IS_INT(palette_run(&m->tui, "  :symbols   braille  ", &err), VA_OK,
           "a ':' and blanks more do no harm");
    OK(symbols_are(m, "braille"), "it is run as well");
    IS_INT(palette_run(&m->tui, "symbls ascii", &err), VA_USAGE, "a wrong name is told");
    IS_STR(err.hint, "Did you mean 'symbols'?", "with the nearest one");
    IS_INT(palette_run(&m->tui, "undo 5", &err), VA_USAGE,
           "what takes nothing is given nothing");
    IS_INT(palette_run(&m->tui, "", &err), VA_USAGE, "an empty line is no name");
}

int
main(void)
{
    static struct model m;

    if (!model_open(&m, 80, 24))
        return 99;
    y_is_enough(&m);
    a_text_is_typed(&m);
    two_texts_are_typed(&m);
    what_a_question_opens_stays(&m);
    a_menu_waits(&m);
    a_menu_is_clicked(&m);
    a_text_is_read(&m);
    a_preview_is_taken_back(&m);
    a_long_command_line_is_a_text(&m);
    names_are_run(&m);
    model_close(&m);
    return done();
}

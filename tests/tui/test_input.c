/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a terminal become keys, the mouse, pasted text and answers. */
#include <stdlib.h>

#include "tap.h"
#include "tui/input.h"
#include "tui/key.h"

enum { SAID_MAX = 4096 };

static void
say_event(char *said, const struct event *e)
{
    static const char *const mouse[] = { "press", "drag", "release", "up", "down" };
    char name[KEY_TEXT_MAX];
    const size_t len = strlen(said);
    char *at = said + len;
    const size_t room = SAID_MAX - len;

    if (e->kind == EVENT_MOUSE)
        snprintf(at, room, " %s:%d,%d", mouse[e->mouse], (int)e->column, (int)e->row);
    else
        snprintf(at, room, " %s%s", e->kind == EVENT_PASTE ? "paste:" : "",
                 key_name(name, e->key));
}

static void
say_reply(char *said, const struct reply_seen *r)
{
    const size_t len = strlen(said);

    snprintf(said + len, SAID_MAX - len, " reply%d:%d,%d,%d,%d,%06x", (int)r->kind,
             (int)r->column, (int)r->row, (int)r->mode, (int)r->state, (unsigned)r->rgb);
}

static const char *
drain(struct input *in, int64_t now_ms, char *said)
{
    struct event e = { 0 };
    struct reply_seen r = { 0 };
    enum input_found found = INPUT_NOTHING;

    said[0] = '\0';
    while ((found = input_next(in, now_ms, &e, &r)) != INPUT_NOTHING) {
        if (found == INPUT_EVENT)
            say_event(said, &e);
        else
            say_reply(said, &r);
    }
    return said[0] ? said + 1 : said;
}

struct row {
    const char *bytes, *expected;
};

static const struct row rows[] = {
    { "abc", "a b c" },
    { "\r\t\177\b", "Enter Tab Backspace Backspace" },
    { "\003\032\014", "^C ^Z ^L" },
    { "\303\251\342\202\254", "\303\251 \342\202\254" },
    { "a\377\300b", "a b" },
    { "\033[A\033[B\033[C\033[D", "Up Down Right Left" },
    { "\033OA\033OB\033OC\033OD", "Up Down Right Left" },
    { "\033[1;2A\033[1;2B\033[1;2C\033[1;2D", "S-Up S-Down S-Right S-Left" },
    { "\033[1;5A\033[1;6D", "Up S-Left" },
    { "\033[a\033[d", "S-Up S-Left" },
    { "\033[H\033[F\033[1~\033[4~\033[7~\033[8~", "Home End Home End Home End" },
    { "\033[2~\033[3~\033[5~\033[6~\033[Z", "Insert Delete PgUp PgDn S-Tab" },
    { "\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4" },
    { "\033[11~\033[15~\033[17~\033[21~\033[24~", "F1 F5 F6 F10 F12" },
    { "\033[[A\033[[Ex", "F1 F5 x" },
    { "\033[1;2R", "F3" },
    { "\033b", "Esc b" },
    { "\033Obx", "Esc O b x" },
    { "\033]q", "Esc ] q" },
    { "\033\033[A", "Esc Up" },
    { "\033P7", "Esc P 7" },
    { "\033[<0;10;5M\033[<32;11;5M\033[<0;11;5m", "press:9,4 drag:10,4 release:10,4" },
    { "\033[<64;1;1M\033[<65;1;1M", "up:0,0 down:0,0" },
    { "\033[<2;1;1M\033[<1;1;1M\033[<66;1;1M\033[<128;1;1M\033[<0;0;1Mx", "x" },
    { "\033[<0;99999999999999999999;1Mx", "press:65534,0 x" },
    { "\033[200~b\033[201~b", "paste:b b" },
    { "\033[200~0.002\r\n\033[201~", "paste:0 paste:. paste:0 paste:0 paste:2" },
    { "\033[200~a\t\nb\003\033q\033[201~", "paste:a paste:Space paste:b paste:q" },
    { "\033[?2026;2$y", "reply1:0,0,2026,2,000000" },
    { "\033[?64;1;2c", "reply2:0,0,0,0,000000" },
    { "\033]11;rgb:ffff/8080/0000\033\\x", "reply3:0,0,0,0,ff8000 x" },
    { "\033]11;rgb:f/8/0\ax", "reply3:0,0,0,0,ff8800 x" },
    { "\033]11;rgb:ff/80\ax", "reply4:0,0,0,0,000000 x" },
    { "\033[1;2;3;4;5;6;7;8;9;10;11ux", "x" },
    { "\033[1\001x", "^A x" },
};

static void
test_table(void)
{
    char said[SAID_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct input in = { .n = 0 };

        input_feed(&in, rows[i].bytes, strlen(rows[i].bytes), 0);
        IS_STR(drain(&in, 0, said), rows[i].expected, "row %d is decoded", (int)i);
    }
}

/* Cut at every place, with both parts at once or soon after each other. */
static void
test_cuts(void)
{
    char said[SAID_MAX];
    char both[2 * SAID_MAX];
    int bad = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t cut = 1; cut < strlen(rows[i].bytes); cut++) {
            struct input in = { .n = 0 };

            input_feed(&in, rows[i].bytes, cut, 0);
            snprintf(both, sizeof both, "%s", drain(&in, 0, said));
            input_feed(&in, rows[i].bytes + cut, strlen(rows[i].bytes) - cut, 10);
            drain(&in, 10, said);
            if (said[0])
                snprintf(both + strlen(both), sizeof both - strlen(both), "%s",
                         both[0] ? said : said + 1);
            if (strcmp(both, rows[i].expected) != 0) {
                printf("# row %d cut at %d: %s\n", (int)i, (int)cut, both);
                bad++;
            }
        }
    }
    IS_INT(bad, 0, "where the bytes are cut makes no difference");
}

static void
test_escape(void)
{
    struct input in = { .n = 0 };
    char said[SAID_MAX];

    IS_INT(input_wait_ms(&in, 0), -1, "nothing is waited for at first");
    input_feed(&in, "\033", 1, 1000);
    IS_STR(drain(&in, 1000, said), "", "an Esc may be the start of more");
    IS_INT(input_wait_ms(&in, 1005), 20, "25 ms are waited for more");
    IS_STR(drain(&in, 1024, said), "", "after 24 ms more may come");
    IS_STR(drain(&in, 1025, said), "Esc", "after 25 ms it is the key Esc");
    IS_INT(input_wait_ms(&in, 1025), -1, "then nothing is waited for");
    input_feed(&in, "\033[", 2, 2000);
    IS_STR(drain(&in, 2099, said), "", "Esc [ may be the start of more");
    IS_STR(drain(&in, 2100, said), "Esc [", "then both were typed");
    input_feed(&in, "\033[1;", 4, 3000);
    IS_STR(drain(&in, 3100, said), "", "a sequence that never ends is dropped");
    input_feed(&in, "q", 1, 3101);
    IS_STR(drain(&in, 3101, said), "q", "and the next key is one");
    input_feed(&in, "\342\202", 2, 4000);
    IS_STR(drain(&in, 4100, said), "", "half a character is dropped");
}

static void
test_own_keys(void)
{
    struct input in = { .n = 0 };
    char said[SAID_MAX];

    input_add_key(&in, "\033[99z", KEY_F7);
    input_add_key(&in, "\033OQ", KEY_INSERT);
    input_add_key(&in, "\001", KEY_F9);
    input_add_key(&in, NULL, KEY_F9);
    input_add_key(&in, "\033[123456789012345", KEY_F9);
    input_feed(&in, "\033[99z\033OQ\001", 9, 0);
    IS_STR(drain(&in, 0, said), "F7 Insert ^A",
           "the terminal's own sequences win, but no plain key is taken away");
}

static void
test_answers(void)
{
    struct input in = { .asked = true };
    char said[SAID_MAX];

    input_feed(&in, "\033[1;4R\033OR", 9, 0);
    IS_STR(drain(&in, 0, said), "reply0:3,0,0,0,000000 F3",
           "where the cursor is was asked, so it is no F3");
}

static void
test_stale_paste(void)
{
    struct input in = { .n = 0 };
    char said[SAID_MAX];

    input_feed(&in, "\033[200~x\003", 8, 0);
    IS_STR(drain(&in, 0, said), "paste:x", "^C in a paste is no key");
    input_feed(&in, "\003q", 2, 999);
    IS_STR(drain(&in, 999, said), "paste:q", "nor soon after");
    input_feed(&in, "\003q", 2, 2000);
    IS_STR(drain(&in, 2000, said), "q", "^C ends a paste that fell silent");
}

/* Whatever comes, decoding ends, nothing is left over, and each event is one. */
static void
test_noise(void)
{
    static const char parts[] =
        "\033\033\033[[[O]<;;0123456789?$~MmABRc\a\\\r\n\177\300\342";
    struct event e = { 0 };
    struct reply_seen r = { 0 };
    uint32_t seed = 1;
    int bad = 0;

    for (int i = 0; i < 20000; i++) {
        static struct input in;
        char bytes[INPUT_BYTES_MAX];
        const int64_t now = i * 200;
        size_t n = 0;

        seed = seed * 1664525u + 1013904223u;
        n = seed >> 20 & 31;
        for (size_t k = 0; k < n && k < input_room(&in); k++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[k] =
                seed >> 30 ? parts[(seed >> 8) % (sizeof parts - 1)] : (char)(seed >> 16);
        }
        in.asked = i % 3 == 0;
        input_feed(&in, bytes, n < input_room(&in) ? n : input_room(&in), now);
        while (input_next(&in, now, &e, &r) != INPUT_NOTHING)
            bad += e.kind == EVENT_KEY && e.key >= KEY_LIMIT;
        while (input_next(&in, now + 100, &e, &r) != INPUT_NOTHING)
            bad += e.kind == EVENT_PASTE && !key_is_text(e.key);
        bad += in.n != 0;
    }
    IS_INT(bad, 0, "noise is decoded to its end");
}

int
main(void)
{
    test_table();
    test_cuts();
    test_escape();
    test_own_keys();
    test_answers();
    test_stale_paste();
    test_noise();
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as SVG: well-formed, self-contained, the same bytes every time. */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "app/plot_fixture.h"
#include "app/scene_svg.h"
#include "tap.h"

enum { SVG_MAX = 1 << 20, DEPTH_MAX = 64 };

static void
draw(const struct plot_data *d, struct buf *out)
{
    struct scene s;

    buf_init(out, SVG_MAX);
    OK(plot_scene(d, &s) == VA_OK && scene_draw_svg(&s, out) == VA_OK,
       "%s is drawn as SVG", d->workload[0] < ' ' ? "a hostile name" : d->workload);
    scene_clear(&s);
}

static bool
is_entity(const char *c)
{
    static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;" };

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (!strncmp(c, entities[i], strlen(entities[i])))
            return true;
    }
    return false;
}

/* Elements that are open. */
struct open_elements {
    char names[DEPTH_MAX][16];
    int depth;
    bool root_done;
};

static bool
take_tag(struct open_elements *o, const char *c)
{
    const size_t n = strcspn(c + 1 + (c[1] == '/'), " />\n");
    const char *end = strchr(c, '>');

    if (!end || o->root_done || n == 0 || n >= sizeof o->names[0] ||
        o->depth == DEPTH_MAX)
        return false;
    if (c[1] == '/') {
        if (o->depth == 0 || strncmp(o->names[--o->depth], c + 2, n) ||
            o->names[o->depth][n])
            return false;
        o->root_done = o->depth == 0;
    } else if (end[-1] != '/') {
        snprintf(o->names[o->depth++], sizeof o->names[0], "%.*s", (int)n, c + 1);
    }
    return true;
}

/* Every element is closed by its own name, nothing follows the root, and every & begins
 * an entity of XML. */
static bool
is_balanced(const char *xml)
{
    struct open_elements open = { .depth = 0 };

    for (const char *c = strpbrk(xml, "<&"); c; c = strpbrk(c + 1, "<&")) {
        if (!(c[0] == '&' ? is_entity(c) : take_tag(&open, c)))
            return false;
    }
    return open.root_done;
}

static bool
write_file(const char *path, const struct buf *b)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(b->data, 1, b->len, f) == b->len;

    return f && fclose(f) == 0 && ok;
}

/* 0: xmllint accepts the file; 127: there is no xmllint. */
static int
run_xmllint(const struct buf *b)
{
    extern char **environ;
    const char *folder = getenv("TEST_TMP");
    char path[1024];
    char *args[] = { (char[]){ "xmllint" }, (char[]){ "--noout" }, path, NULL };
    pid_t pid = 0;
    int status = 0;
    int failed = 0;

    snprintf(path, sizeof path, "%s/chart.svg", folder ? folder : "/tmp");
    if (!write_file(path, b))
        return 1;
    failed = posix_spawnp(&pid, args[0], NULL, NULL, args, environ);
    if (!failed && waitpid(pid, &status, 0) != pid)
        status = 1;
    remove(path);
    if (failed)
        return failed == ENOENT ? 127 : 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void
test_form(const struct plot_data *d)
{
    struct buf svg;
    struct buf again;
    int lint = 0;

    draw(d, &svg);
    draw(d, &again);
    OK(is_balanced(buf_get(&svg)), "its elements are closed and its texts escaped");
    OK(!strcmp(buf_get(&svg), buf_get(&again)), "drawn again it has the same bytes");
    OK(!strstr(buf_get(&svg), "<script") && !strstr(buf_get(&svg), "href") &&
           !strstr(buf_get(&svg), "url(") && !strstr(buf_get(&svg), "@import"),
       "it has no scripts and refers to nothing outside");
    OK(!strstr(buf_get(&svg), "nan") && !strstr(buf_get(&svg), "inf\""),
       "all of its numbers are finite");
    OK(svg.len < 60000, "it is small");
    lint = run_xmllint(&svg);
    if (lint == 127)
        SKIP("xmllint is not installed");
    else
        IS_INT(lint, 0, "xmllint accepts it");
    buf_clear(&svg);
    buf_clear(&again);
}

static void
test_all_forms(void)
{
    static const struct {
        struct plot_data *(*data)(void);
    } all[] = { { fixture_power }, { fixture_published }, { fixture_one_size },
                { fixture_flat },  { fixture_failed },    { fixture_several } };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct plot_data *d = all[i].data();

        test_form(d);
        free(d);
    }
}

static void
test_hostile(void)
{
    struct plot_data *d = fixture_power();
    struct buf svg;

    d->workload = "\x01</title><script>alert(\"x\")</script>&\xff\xef\xbf\xbf";
    snprintf(d->series[0].name, sizeof d->series[0].name, "]]> --> <!-- \" ' & <a>");
    plot_add_note(d, "x", "<style>*{display:none}</style>");
    test_form(d);
    draw(d, &svg);
    OK(strstr(buf_get(&svg), "&lt;/title&gt;&lt;script&gt;alert(&quot;x&quot;)"),
       "a hostile name is shown as it is written");
    OK(strstr(buf_get(&svg), "&lt;style&gt;"), "so is a hostile note");
    buf_clear(&svg);
    free(d);
}

static void
test_content(void)
{
    struct plot_data *d = fixture_power();
    struct buf svg;

    draw(d, &svg);
    OK(strstr(buf_get(&svg), "<title>facedetect: p50 duration by memory</title>"),
       "the picture has a title");
    OK(strstr(buf_get(&svg), "<desc>Duration falls from 187.7 s at 448 MB to 47.9 s at "
                             "3008 MB; half of the gain is reached by 858 MB."),
       "its description says what it shows");
    OK(strstr(buf_get(&svg), "SAMPLE DATA"), "sample data are marked");
    OK(strstr(buf_get(&svg), "<title>1216 MB: 89.0 s (p5 83.1 s, p95 95.2 s), 10 runs"),
       "a measured size has a tooltip");
    OK(strstr(buf_get(&svg), "<title>pick: 1708 MB, 71.9 s, $0.0019995 per invocation"),
       "so has the pick");
    OK(strstr(buf_get(&svg), "prefers-color-scheme:dark"), "it has dark colours too");
    OK(strstr(buf_get(&svg), "#0068a8"), "the first series is blue");
    buf_clear(&svg);
    free(d);
}

/* More marks than there is room to remember: labels still keep clear of each other. */
static void
test_crowd(void)
{
    struct scene_item item = { .kind = SCENE_MARK, .x = 200, .y = 100 };
    struct buf svg;
    struct scene s;
    int n = 0;

    scene_init(&s);
    s.x = (struct scene_axis){ .low = 100, .high = 1000, .unit = SCENE_MB };
    s.y = (struct scene_axis){ .low = 10, .high = 1000, .unit = SCENE_MS };
    for (int i = 0; i < 2000; i++)
        scene_add(&s, &item, NULL, 0);
    item.x = 600;
    snprintf(item.label, sizeof item.label, "now 1024 MB");
    for (int i = 0; i < 40; i++)
        scene_add(&s, &item, NULL, 0);
    buf_init(&svg, SVG_MAX * 4);
    OK(scene_draw_svg(&s, &svg) == VA_OK, "a crowd of marks is drawn");
    for (const char *at = buf_get(&svg); (at = strstr(at, ">now 1024 MB</text>")); at++)
        n++;
    OK(n > 0 && n <= 8, "of 40 labels at one place those are drawn that have room: %d",
       n);
    buf_clear(&svg);
    scene_clear(&s);
}

/* How many places the one line of a scene is drawn through; 0 when it is not drawn. */
static int
places_of(const struct scene_point *points, int n)
{
    static const char before[] = "<path class=\"va-line\" d=\"m";
    const struct scene_item item = { .kind = SCENE_LINE };
    const char *at = NULL;
    struct buf svg;
    struct scene s;
    int numbers = 0;

    scene_init(&s);
    s.x = (struct scene_axis){ .high = 1000, .unit = SCENE_MB, .linear = true };
    s.y = (struct scene_axis){ .high = 300, .unit = SCENE_MS, .linear = true };
    scene_add(&s, &item, points, n);
    buf_init(&svg, SVG_MAX);
    if (!scene_draw_svg(&s, &svg))
        at = strstr(buf_get(&svg), before);
    numbers = at != NULL;
    for (at = at ? at + sizeof before - 1 : ""; *at && *at != '"'; at++)
        numbers += *at == ' ' || *at == '-';
    buf_clear(&svg);
    scene_clear(&s);
    return numbers / 2;
}

/* Places that a straight line passes as well are not written; those it does not are. */
static void
test_straight(void)
{
    struct scene_point points[101];

    for (int i = 0; i <= 100; i++)
        points[i] = (struct scene_point){ .x = 10.0 * i, .low = 50.0 + i };
    IS_INT(places_of(points, 101), 2, "a straight line of 101 places has two");
    points[50].low = 101;
    IS_INT(places_of(points, 101), 5, "a place off it is kept, with its neighbours");
    for (int i = 0; i <= 100; i++)
        points[i].low = i % 2 ? 100 : 101;
    IS_INT(places_of(points, 101), 101, "a zigzag is whole");
    IS_INT(places_of(points, 2), 2, "two places are two");
    for (int i = 0; i <= 100; i++)
        points[i].low = 50;
    IS_INT(places_of(points, 101), 2, "so are many at one height");
}

int
main(void)
{
    test_all_forms();
    test_hostile();
    test_content();
    test_crowd();
    test_straight();
    return done();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells: texts of any script keep to their columns; layers cover each other in order. */
#include <stdlib.h>

#include "app/scene_cells.h"
#include "tap.h"

static void
print_row(struct cell_grid *g, char out[512])
{
    struct buf b;

    buf_init(&b, 511);
    cells_print(g, &b);
    snprintf(out, 512, "%s", buf_get(&b));
    buf_clear(&b);
}

static void
test_texts(void)
{
    const struct cell_rect start = { 0, 0, 0, 0 };
    struct cell_grid g = { 0 };
    char row[512];

    OK(cells_init(&g, 8, 1) == VA_OK, "a grid of 8 x 1 is made");
    print_row(&g, row);
    IS_STR(row, "\n", "an empty row has no trailing blanks");
    IS_INT(cells_text(&g, start, ROLE_TEXT, "abcdefghij"), 8, "a long text is cut");
    print_row(&g, row);
    IS_STR(row, "abcdefgh\n", "it is cut at the right edge");
    cells_clear(&g);
    cells_init(&g, 8, 1);
    IS_INT(cells_text(&g, start, ROLE_TEXT, "日本語日本"), 8, "wide characters take two");
    print_row(&g, row);
    IS_STR(row, "日本語日\n", "they are printed once");
    cells_clear(&g);
    cells_init(&g, 3, 1);
    IS_INT(cells_text(&g, start, ROLE_TEXT, "日本"), 2, "half a character is not drawn");
    cells_clear(&g);
    cells_init(&g, 12, 1);
    cells_text(&g, start, ROLE_TEXT,
               "a\x1b[2J\xff\xe2\x80\xae"
               "b");
    print_row(&g, row);
    IS_STR(row, "a?[2J?b\n", "escapes, stray bytes and overrides do not get through");
    cells_clear(&g);
}

static void
test_wide(void)
{
    const struct cell tilde = { '~', ROLE_TEXT, 0 };
    struct cell_grid g = { 0 };
    char row[512];

    cells_init(&g, 8, 1);
    cells_text(&g, (struct cell_rect){ 0 }, ROLE_TEXT, "日本語");
    cells_put(&g, 2, 0, (struct cell){ 0x672c, ROLE_DIM, 0 });
    print_row(&g, row);
    IS_STR(row, "日本語\n", "a wide character takes another look and stays whole");
    cells_put(&g, 3, 0, tilde);
    print_row(&g, row);
    IS_STR(row, "日 ~語\n",
           "what covers the right half of a wide character takes it all");
    cells_put(&g, 4, 0, tilde);
    print_row(&g, row);
    IS_STR(row, "日 ~~\n", "so does what covers the left half");
    cells_text(&g, (struct cell_rect){ .column = 1 }, ROLE_TEXT, "本");
    print_row(&g, row);
    IS_STR(row, " 本~~\n", "also when that is half of another wide character");
    cells_clear(&g);
}

static void
test_bounds(void)
{
    struct cell_grid g = { 0 };
    struct scene s;

    OK(cells_init(&g, 0, 5) == VA_DOMAIN && !g.cells,
       "a grid without columns is refused");
    OK(cells_init(&g, CELLS_COLUMNS_MAX + 1, 5) == VA_DOMAIN, "so is one too wide");
    cells_clear(&g);
    OK(cells_init(&g, 40, 10) == VA_OK, "a grid of 40 x 10 is made");
    cells_put(&g, -1, 0, (struct cell){ 'x', ROLE_TEXT, 0 });
    cells_put(&g, 0, 10, (struct cell){ 'x', ROLE_TEXT, 0 });
    OK(!cells_get(&g, 40, 0) && cells_get(&g, 39, 9), "cells outside do not exist");
    scene_init(&s);
    OK(scene_draw_cells(&s, &(struct cell_rect){ 0, 0, 10, 10 }, SYMBOLS_ASCII, &g) ==
           VA_DOMAIN,
       "a chart too narrow for its axes is refused");
    OK(scene_draw_cells(&s, &(struct cell_rect){ 1, 0, 40, 10 }, SYMBOLS_ASCII, &g) ==
           VA_DOMAIN,
       "so is one that reaches past the grid");
    OK(scene_draw_cells(&s, &(struct cell_rect){ 0, 0, 40, 10 }, SYMBOLS_BRAILLE, &g) ==
           VA_OK,
       "an empty scene is a pair of axes");
    scene_clear(&s);
    cells_clear(&g);
}

/* The cell of the only mark, drawn with or without its layer. */
static int
count_points(const struct scene *s, uint32_t point)
{
    struct cell_grid g = { 0 };
    int n = 0;

    if (cells_init(&g, 40, 10) ||
        scene_draw_cells(s, &(struct cell_rect){ 0, 0, 40, 10 }, SYMBOLS_ASCII, &g))
        abort();
    for (int32_t i = 0; i < g.columns * g.rows; i++)
        n += g.cells[i].point == point;
    cells_clear(&g);
    return n;
}

static void
test_layers(void)
{
    struct scene_item mark = { .kind = SCENE_MARK,
                               .layer = LAYER_PICK,
                               .mark = MARK_PICK,
                               .x = 150,
                               .y = 150,
                               .label = "pick" };
    struct scene s;

    scene_init(&s);
    s.x = (struct scene_axis){ .low = 100, .high = 200, .unit = SCENE_MB };
    s.y = (struct scene_axis){ .low = 100, .high = 200, .unit = SCENE_MS };
    scene_add(&s, &mark, NULL, 0);
    mark.layer = LAYER_SAMPLES;
    mark.mark = MARK_POINT1;
    mark.label[0] = '\0';
    scene_add(&s, &mark, NULL, 0);
    IS_INT(count_points(&s, '@'), 1, "a later layer is drawn over an earlier one");
    IS_INT(count_points(&s, 'o'), 0, "what it covers is not seen");
    IS_INT(count_points(&s, 'k'), 1, "a label stands beside its mark");
    s.hidden[LAYER_PICK] = true;
    IS_INT(count_points(&s, '@'), 0, "a hidden layer is not drawn");
    IS_INT(count_points(&s, 'k'), 0, "nor is its label");
    IS_INT(count_points(&s, 'o'), 1, "what was below it is");
    scene_clear(&s);
}

static void
test_limits(void)
{
    struct scene_item mark = { .kind = SCENE_MARK, .x = 1, .y = 1 };
    struct scene s;

    scene_init(&s);
    for (int i = 0; i < SCENE_ITEMS_MAX; i++)
        scene_add(&s, &mark, NULL, 0);
    OK(s.code == VA_OK, "a scene takes %d things", SCENE_ITEMS_MAX);
    scene_add(&s, &mark, NULL, 0);
    OK(s.code == VA_OVERFLOW && s.n_items == SCENE_ITEMS_MAX, "one more is refused");
    scene_clear(&s);
}

static void
test_lines(void)
{
    const char *text = "Pick: 1708 MB, fine\nlast";
    size_t len = 0;

    scene_next_line(&text, 12, &len);
    IS_INT(len, 5, "a line does not end between a number and its unit");
    scene_next_line(&text, 12, &len);
    IS_INT(len, 8, "the rest of the sentence goes on the next line");
    scene_next_line(&text, 12, &len);
    IS_STR(text, "last", "a newline ends a line");
    scene_next_line(&text, 2, &len);
    IS_INT(len, 2, "a word longer than the line is broken");
    scene_next_line(&text, 2, &len);
    OK(!scene_next_line(&text, 2, &len), "after the last line there is none");
}

int
main(void)
{
    test_texts();
    test_wide();
    test_bounds();
    test_layers();
    test_limits();
    test_lines();
    return done();
}

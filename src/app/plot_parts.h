/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to plot*.c: what the scenes of durations and of costs share. */
#ifndef VA_APP_PLOT_PARTS_H
#define VA_APP_PLOT_PARTS_H

#include "app/plot.h"

/* The colour of a series, and the letter that tells it apart where colours cannot. */
enum scene_role plot_role_of(int32_t series);
void plot_letter_of(int32_t series, char out[SCENE_LABEL_MAX]);

/* Put a corner before every point but the first: a line with steps. points has room for
 * 2 n; returns how many there are then. */
int32_t plot_make_steps(struct scene_point *points, int32_t n);

/* The letter at the end of a series' line, when there are several. */
void plot_add_letter(struct scene *s, const struct plot_data *d, int32_t index, double x,
                     double y);

/* The legend's entry of a series: its name, or "measured" for one alone. */
void plot_add_name(struct scene *s, const struct plot_data *d, int32_t index);

/* Durations: lines, bands, measured sizes, failures, residuals, legend. */
void plot_add_durations(struct scene *s, const struct plot_data *d);

/* Costs: lines, measured sizes, legend. */
void plot_add_costs(struct scene *s, const struct plot_data *d);

/* A size that was accepted. */
void plot_add_choice(struct scene *s, const struct plot_data *d);

/* The crosshair, the last things of a scene; Pareto-optimal sizes. */
void plot_add_cross(struct scene *s, const struct plot_data *d);
void plot_add_pareto(struct scene *s, const struct plot_data *d);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a few letters name a word. */
#ifndef VA_TUI_FUZZY_H
#define VA_TUI_FUZZY_H

#include <stdint.h>

/*
 * The letters of needle, in their order, within hay; upper and lower case of ASCII alike.
 * Letters that begin hay or a word of it, and letters side by side, count more; what is
 * skipped counts against it. 0 for an empty needle, -1 when a letter is missing, else
 * more for a better match.
 */
int32_t fuzzy_score(const char *needle, const char *hay);

#endif

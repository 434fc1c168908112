/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question as the command line that asks it again. */
#ifndef VA_APP_QUESTION_LINE_H
#define VA_APP_QUESTION_LINE_H

#include "app/question.h"
#include "base/buf.h"

/*
 * "vadvise advise thumbs --budget 0.002 --as-of 2026-11-28": the command with everything
 * of the question that is not as vadvise takes it anyway; the day of the prices is always
 * there, so that the line gives the same answer later. Words are quoted for a POSIX
 * shell; control characters become '?'.
 *
 * command  "advise", "plot", ...
 */
void question_line(const struct question *q, const char *command, struct buf *out);

/* One word as a POSIX shell reads it back; quoted where that is needed. */
void question_quote(const char *word, struct buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work beside the screen. */
#include "tui/task.h"

int32_t
task_stop(struct tui *t, const struct task_kind *kind)
{
    (void)t, (void)kind;
    return 0;
}

void
task_finish(struct tui *t)
{
    (void)t;
}

bool
task_say(const struct tui *t, const char **name, char *text, size_t size)
{
    (void)t, (void)name, (void)text, (void)size;
    return false;
}

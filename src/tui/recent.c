/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that were typed lately: one local setting, a tab between two lines. */
#include "tui/recent.h"

#include <stdio.h>
#include <string.h>

#include "tui/tui.h"

void
recent_add(struct tui *t, const char *line)
{
    const char *old = local_get(t->locals, LOCAL_PALETTE, NULL);
    const size_t len = strlen(line);
    char all[LOCAL_TEXT_MAX];
    size_t used = len;

    if (len == 0 || len >= sizeof all || strchr(line, '\t'))
        return;
    memcpy(all, line, len + 1);
    while (old && *old) {
        const size_t n = strcspn(old, "\t");

        if (n != len || memcmp(old, line, n) != 0) {
            if (used + 1 + n >= sizeof all)
                break;
            used +=
                (size_t)snprintf(all + used, sizeof all - used, "\t%.*s", (int)n, old);
        }
        old += n + (old[n] == '\t');
    }
    local_set(t->locals, LOCAL_PALETTE, NULL, all, NULL);
}

bool
recent_get(const struct tui *t, const char *prefix, int32_t i, char *out)
{
    const char *all = local_get(t->locals, LOCAL_PALETTE, NULL);
    const size_t len = strlen(prefix);

    while (all && *all) {
        const size_t n = strcspn(all, "\t");

        if (n > len && !memcmp(all, prefix, len) && i-- == 0) {
            snprintf(out, OVERLAY_TEXT_MAX, "%.*s", (int)(n - len), all + len);
            return true;
        }
        all += n + (all[n] == '\t');
    }
    return false;
}

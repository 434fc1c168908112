/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user notes of a workload. */
#include <string.h>

#include "app/commands.h"
#include "base/text.h"

/* Lines and tabs are fine, what a terminal would obey is not. */
static bool
is_plain(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point = 0;
        const size_t n = text_utf8(text, left, &point);

        if (n == 0 || (text_is_control(point) && point != '\n' && point != '\t'))
            return false;
        text += n;
        left -= n;
    }
    return true;
}

enum va_code
app_set_note(struct session *s, const char *workload, const char *note,
             struct va_err *err)
{
    struct workload w;
    struct store *store = NULL;
    enum va_code code = session_workload(s, workload, &w, err);
    const bool bundled = w.sample_data;

    workload_clear(&w);
    if (code)
        return code;
    if (bundled)
        return va_fail(err, VA_DATA, "%s is bundled sample data: it cannot be changed",
                       workload);
    if (!is_plain(note))
        return va_fail(err, VA_USAGE, "the note has control characters");
    code = session_store(s, true, &store, err);
    return code ? code : store_set_note(store, workload, note, err);
}

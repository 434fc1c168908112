/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file does not say and no option gives, all at once. */
#include <stdio.h>
#include <string.h>

#include "io/import_reader.h"
#include "io/import_row.h"

/* What options can give, in the order in which they are named. */
static const struct {
    enum row_column column;
    const char *option; /* with an example */
} givable[] = {
    { ROW_WORKLOAD, "--workload thumbs" },
    { ROW_PLATFORM, "--platform aws-lambda-x86" },
    { ROW_MEMORY_MB, "--memory 512" },
};

/* At the end of out; what does not fit is cut. */
static void
append(char *out, size_t size, const char *text)
{
    const size_t len = strnlen(out, size - 1);

    snprintf(out + len, size - len, "%s", text);
}

void
import_list_missing(char *out, size_t size, unsigned missing, const char *quote)
{
    out[0] = '\0';
    for (int i = 0; i < ROW_COLUMN_COUNT; i++) {
        if (!(missing & IMPORT_LACKS(i)))
            continue;
        append(out, size, *out ? ", " : "");
        append(out, size, quote);
        append(out, size, row_column_name((enum row_column)i));
        append(out, size, quote);
    }
}

void
import_hint_missing(struct va_err *err, unsigned missing, const char *before)
{
    const char *words = *before ? " Options give the rest: '" : "Give it with '";
    char options[VA_ERR_HINT_MAX] = "";

    for (size_t i = 0; i < sizeof givable / sizeof givable[0]; i++) {
        if (!(missing & IMPORT_LACKS(givable[i].column)))
            continue;
        if (*options && !*before)
            words = "Give them with '";
        append(options, sizeof options, *options ? " " : "");
        append(options, sizeof options, givable[i].option);
    }
    va_hint(err, "%s%s%s%s", before, *options ? words : "", options,
            *options ? "'." : "");
}

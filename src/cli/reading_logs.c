/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of an import of logs. What they mean is looked at when it begins. */
#include "cli/reading.h"

#define READ(member)                                                                     \
    static enum va_code read_##member(const struct reading *r)                           \
    {                                                                                    \
        r->w->logs.member = r->text;                                                     \
        return *r->text ? VA_OK : reading_fail(r, "something");                          \
    }

READ(function)
READ(since)
READ(until)
READ(log_group)

static enum va_code
read_via(const struct reading *r)
{
    r->w->logs.via = r->text;
    return value_check(VALUE_VIA, "via", r->text, r->err);
}

static const struct option_reader readers[] = {
    { OPTION_LOGS, read_function },       { OPTION_SINCE, read_since },
    { OPTION_UNTIL, read_until },         { OPTION_VIA, read_via },
    { OPTION_LOG_GROUP, read_log_group },
};

const struct option_reader *
logs_reader_get(size_t i)
{
    const size_t n = sizeof readers / sizeof *readers;

    return i < n ? &readers[i] : chart_reader_get(i - n);
}

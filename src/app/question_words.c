/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a question that are one word, and the word that takes a setting back. */
#include <string.h>

#include "app/question.h"
#include "base/clock.h"
#include "base/text.h"

bool
question_is_none(const char *text)
{
    return !strcmp(text, "none") || !strcmp(text, "off");
}

const char *
question_name(const char *text)
{
    return question_is_none(text) ? NULL : text;
}

enum va_code
question_parse_share(const char *what, const char *text, double *out, struct va_err *err)
{
    const size_t len = strlen(text);
    const bool percent = len > 1 && text[len - 1] == '%';
    double value = 0;

    if (text_parse_double(text, len - percent, &value) || !(value >= 0) ||
        value > (percent ? 100 : 1))
        return va_fail(err, VA_USAGE,
                       "%s '%s': expected a share from 0 to 1, or a percentage", what,
                       text);
    *out = percent ? value / 100 : value;
    return VA_OK;
}

enum va_code
question_parse_min_recall(const char *text, struct question *q, struct va_err *err)
{
    if (question_is_none(text)) {
        q->goal.min_recall = 0;
        return VA_OK;
    }
    return question_parse_share("min-recall", text, &q->goal.min_recall, err);
}

enum va_code
question_parse_confidence(const char *text, struct question *q, struct va_err *err)
{
    const size_t len = strlen(text);
    const bool percent = len > 1 && text[len - 1] == '%';
    double value = 0;
    const bool bad = text_parse_double(text, len - percent, &value) != VA_OK;

    if (!percent && value <= 1)
        value *= 100;
    /* 99.9 has no exact double: what differs in the tenth digit only is still 99.9. */
    if (bad || !(value >= 50 && value <= 99.9 + 1e-9))
        return va_fail(err, VA_USAGE,
                       "confidence '%s': expected a percentage from 50 to 99.9", text);
    q->goal.confidence_ratio = value < 99.9 ? value / 100 : 0.999;
    return VA_OK;
}

enum va_code
question_parse_as_of(const char *text, int32_t today, struct question *q,
                     struct va_err *err)
{
    if (!strcmp(text, "today"))
        q->as_of_days = today;
    else if (date_parse(text, &q->as_of_days))
        return va_fail(err, VA_USAGE, "as-of '%s': expected a date, YYYY-MM-DD, or today",
                       text);
    return VA_OK;
}

enum va_code
question_parse_billing(const char *text, struct question *q, struct va_err *err)
{
    if (question_is_none(text))
        q->billing_step_ms = 0;
    else if (!strcmp(text, "1ms"))
        q->billing_step_ms = 1;
    else if (!strcmp(text, "100ms"))
        q->billing_step_ms = 100;
    else
        return va_fail(err, VA_USAGE, "billing '%s': expected 1ms, 100ms or none", text);
    return VA_OK;
}

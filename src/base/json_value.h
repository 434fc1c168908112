/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a JSON value is made of; for the files that build and walk documents. */
#ifndef VA_BASE_JSON_VALUE_H
#define VA_BASE_JSON_VALUE_H

#include "base/json.h"

struct json {
    enum json_kind kind;
    const char *key;    /* borrowed; NULL in arrays and for the root */
    const char *text;   /* of a scalar, "" otherwise; static or in storage */
    struct json *first; /* child of a container */
    struct json *last;
    struct json *next; /* sibling */
    char storage[];
};

#endif

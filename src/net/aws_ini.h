/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files ~/.aws/config and ~/.aws/credentials. Source: AWS SDKs and Tools Reference
 * Guide, "Format of the configuration files". As the AWS CLI reads them: names of keys
 * in any case, comments on lines of their own, indented keys below a key without value.
 */
#ifndef VA_NET_AWS_INI_H
#define VA_NET_AWS_INI_H

#include <stdbool.h>
#include <stddef.h>

enum { AWS_INI_FILE_MAX = 1 << 20 };

/* A value to look for. */
struct aws_ini_key {
    const char *kind;    /* of the section: "profile", "services"; NULL: the section is
                            called by its name alone, as in the credentials file */
    const char *section; /* its name; [default] is profile default, too */
    const char *key;     /* lower case */
    const char *under;   /* the key that it is indented below; NULL: none */
};

/* The last value of that name, copied. False (out is "") when it is not there, is empty,
 * or does not fit. */
bool aws_ini_find(const char *text, size_t len, const struct aws_ini_key *key, char *out,
                  size_t size);

/* Is there such a section? */
bool aws_ini_has(const char *text, size_t len, const char *kind, const char *section);

#endif

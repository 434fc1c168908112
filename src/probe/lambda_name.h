/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a Lambda function may be named: "name", "123456789012:function:name", an ARN, each
 * perhaps with ":qualifier". Source: the FunctionName pattern of the API's model.
 */
#ifndef VA_PROBE_LAMBDA_NAME_H
#define VA_PROBE_LAMBDA_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { LAMBDA_NAME_MAX = 64, LAMBDA_ARN_MAX = 400 };

struct lambda_name {
    char function[LAMBDA_ARN_MAX];     /* without qualifier, as requests name it */
    char name[LAMBDA_NAME_MAX + 1];    /* the bare name */
    char region[TEXT_NAME_MAX + 1];    /* of an ARN, else "" */
    char account[16];                  /* 12 digits, or "" */
    char qualifier[TEXT_NAME_MAX + 1]; /* a version, an alias, "$LATEST", or "" */
};

/* VA_USAGE when it is no name of a function. */
enum va_code lambda_name_read(const char *text, struct lambda_name *out,
                              struct va_err *err);

/* Put a size where the text says "{memory}"; VA_USAGE when that does not fit. out holds
 * size bytes. */
enum va_code lambda_name_of_size(const char *text, int32_t memory_mb, char *out,
                                 size_t size, struct va_err *err);

/* Is it the number of a published version? */
bool lambda_is_version(const char *qualifier);

/* "1234..9012", as accounts are shown; "" for none. out holds 16 bytes. */
void lambda_mask_account(const char *account, char *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: files of the AWS tools, and command lines within them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "net/aws_ini.h"
#include "net/process.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static void
look_up(const char *text, size_t len)
{
    static const struct aws_ini_key keys[] = {
        { "profile", "dev", "region", NULL },
        { NULL, "default", "aws_access_key_id", NULL },
        { "profile", "default", "credential_process", NULL },
        { "services", "mine", "endpoint_url", "lambda" },
        { "profile", "my profile", "endpoint_url", "s3" },
    };
    char out[32];

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        memset(out, 'x', sizeof out);
        const bool found = aws_ini_find(text, len, &keys[i], out, sizeof out);

        require(memchr(out, '\0', sizeof out) != NULL);
        require(found == (*out != '\0'));
        require(!strchr(out, '\n'));
        require(!found || aws_ini_has(text, len, keys[i].kind, keys[i].section));
    }
}

static void
split(const char *text, size_t len)
{
    const char *args[PROCESS_ARGS_MAX];
    char *line = malloc(len + 1);
    int n = 0;

    if (!line)
        return;
    memcpy(line, text, len);
    line[len] = '\0';
    n = process_split(line, args);
    require(n < PROCESS_ARGS_MAX);
    for (int i = 0; i < n; i++)
        require(args[i] >= line && args[i] + strlen(args[i]) <= line + len);
    require(n < 0 || args[n] == NULL);
    free(line);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    look_up((const char *)data, size);
    split((const char *)data, size);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials that a program prints: credential_process, and the AWS CLI, which knows
 * how to sign in, assume roles and trade identities. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "net/aws_state.h"
#include "net/http_wire.h"
#include "net/process.h"

enum { OUTPUT_MAX = 1 << 16, COMMAND_MAX = 8192, WHO_MAX = 2 * AWS_NAME_MAX };

struct helper {
    const char *const *args;
    char who[WHO_MAX]; /* for errors */
    struct process_end end;
};

/* Run it and read what it prints. The output does not grow, so no copy stays behind. */
static enum va_code
run(struct aws *a, struct helper *h, struct aws_credentials *out, struct va_err *err)
{
    const struct process p = { .args = h->args,
                               .timeout_ms = AWS_HELPER_MS,
                               .http = a->http };
    struct buf printed;
    enum va_code code = VA_OK;

    buf_init(&printed, OUTPUT_MAX);
    buf_pad(&printed, ' ', OUTPUT_MAX);
    buf_reset(&printed);
    code = process_run(&p, &printed, &h->end, err);
    if (!code && h->end.status == 0)
        code = aws_credentials_read(buf_get(&printed), printed.len, h->who, out, err);
    http_wipe(&printed);
    return code;
}

/* Nothing that it printed is shown: it is the user's own program, and may print what is
 * secret. */
static enum va_code
run_words(struct aws *a, const char *const *args, struct aws_credentials *out,
          struct va_err *err)
{
    struct helper h = { .args = args };
    enum va_code code = VA_OK;

    snprintf(h.who, sizeof h.who, "credential_process of profile %s",
             aws_profile_name(a));
    if (!args[0])
        return va_fail(err, VA_CONFIG, "%s: not a command line", h.who);
    code = run(a, &h, out, err);
    if (code || h.end.status == 0)
        return code;
    if (h.end.missing)
        return va_fail(err, VA_CONFIG, "%s: there is no such program", h.who);
    return va_fail(err, VA_CONFIG, "%s: it failed with status %d", h.who, h.end.status);
}

enum va_code
aws_run_process(struct aws *a, struct aws_credentials *out, struct va_err *err)
{
    const char *args[PROCESS_ARGS_MAX] = { NULL };
    char command[COMMAND_MAX];
    enum va_code code = VA_OK;

    (void)aws_profile_text(a, "credential_process", command, sizeof command);
    if (process_split(command, args) < 0)
        args[0] = NULL;
    code = run_words(a, args, out, err);
    OPENSSL_cleanse(command, sizeof command);
    return code;
}

enum va_code
aws_run_cli(struct aws *a, struct aws_credentials *out, struct va_err *err)
{
    static const char needed[] = "signs in or takes a role, which the AWS CLI does";
    const char *profile = aws_profile_name(a);
    const char *const args[] = { "aws",      "configure", "export-credentials",
                                 "--format", "process",   a->profile ? "--profile" : NULL,
                                 a->profile, NULL };
    struct helper h = { .args = args };
    enum va_code code = VA_OK;

    snprintf(h.who, sizeof h.who, "profile %s, by the AWS CLI", profile);
    code = run(a, &h, out, err);
    if (code || h.end.status == 0)
        return code;
    if (h.end.missing)
        return va_fail(err, VA_CONFIG, "profile %s %s: aws is not installed", profile,
                       needed);
    if (h.end.status == 2 || h.end.status == 252) /* how it says: no such command */
        return va_fail(err, VA_CONFIG, "profile %s %s: aws is older than 2.9", profile,
                       needed);
    va_fail(err, VA_CONFIG, "%s: %s", h.who, *h.end.said ? h.end.said : "it failed");
    va_hint(err, "Try 'aws sts get-caller-identity' or 'aws sso login'.");
    return VA_CONFIG;
}

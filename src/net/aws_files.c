/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The profile in force, and its values in the two files. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "net/aws_ini.h"
#include "net/aws_state.h"

enum { READ_BYTES = 65536 };

const char *
aws_variable(const struct aws *a, const char *name)
{
    const char *value = a->variable ? a->variable(a->ctx, name) : NULL;

    return value && *value ? value : NULL;
}

/* The path a variable gives, else one in the home folder. "~/" is the home folder. */
static bool
find_path(const struct aws *a, const char *name, const char *in_home, char *out)
{
    const char *path = aws_variable(a, name);
    const char *home = aws_variable(a, "HOME");
    int len = 0;

    if (path && strncmp(path, "~/", 2) != 0)
        len = snprintf(out, AWS_PATH_MAX, "%s", path);
    else if (home)
        len = snprintf(out, AWS_PATH_MAX, "%s/%s", home, path ? path + 2 : in_home);
    else
        *out = '\0';
    return len > 0 && len < AWS_PATH_MAX;
}

/* All of a file; nothing when it is not there. The buffer does not grow while it is
 * filled, so that no copy of a secret stays behind. */
static enum va_code
read_file(const char *path, struct buf *out, struct va_err *err)
{
    char bytes[READ_BYTES];
    ssize_t n = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return VA_OK;
    if (fd < 0)
        return va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
    buf_pad(out, ' ', READ_BYTES - 1);
    buf_reset(out);
    while ((n = read(fd, bytes, sizeof bytes)) > 0 && !out->code)
        buf_add(out, bytes, (size_t)n);
    OPENSSL_cleanse(bytes, sizeof bytes);
    if (n < 0)
        va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
    (void)close(fd);
    if (n < 0)
        return VA_CONFIG;
    if (out->code == VA_OVERFLOW)
        return va_fail(err, VA_CONFIG, "%s: larger than %d bytes", path,
                       AWS_INI_FILE_MAX);
    return out->code ? va_fail(err, VA_NOMEM, "%s: out of memory", path) : VA_OK;
}

enum va_code
aws_files_read(struct aws *a, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (a->files_read)
        return VA_OK;
    if (find_path(a, "AWS_CONFIG_FILE", ".aws/config", a->config_path))
        code = read_file(a->config_path, &a->config, err);
    if (!code &&
        find_path(a, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", a->shared_path))
        code = read_file(a->shared_path, &a->shared, err);
    a->files_read = code == VA_OK;
    return code;
}

bool
aws_profile_is_named(const struct aws *a)
{
    return a->profile || aws_variable(a, "AWS_PROFILE") ||
           aws_variable(a, "AWS_DEFAULT_PROFILE");
}

const char *
aws_profile_name(const struct aws *a)
{
    const char *name = a->profile;

    if (!name)
        name = aws_variable(a, "AWS_PROFILE");
    if (!name)
        name = aws_variable(a, "AWS_DEFAULT_PROFILE");
    return name ? name : "default";
}

bool
aws_profile_shared(const struct aws *a, const char *key, char *out, size_t size)
{
    const struct aws_ini_key wanted = { .section = aws_profile_name(a), .key = key };

    return aws_ini_find(buf_get(&a->shared), a->shared.len, &wanted, out, size);
}

bool
aws_profile_config(const struct aws *a, const char *key, char *out, size_t size)
{
    const struct aws_ini_key wanted = { .kind = "profile",
                                        .section = aws_profile_name(a),
                                        .key = key };

    return aws_ini_find(buf_get(&a->config), a->config.len, &wanted, out, size);
}

bool
aws_profile_text(const struct aws *a, const char *key, char *out, size_t size)
{
    return aws_profile_shared(a, key, out, size) || aws_profile_config(a, key, out, size);
}

bool
aws_is_set(const struct aws *a, const char *variable, const char *key)
{
    const char *value = aws_variable(a, variable);
    char text[8];

    if (value)
        return !strcasecmp(value, "true");
    return aws_profile_text(a, key, text, sizeof text) && !strcasecmp(text, "true");
}

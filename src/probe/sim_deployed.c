/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is deployed at a simulated function. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "core/sample.h"
#include "io/file_write.h"
#include "io/hash.h"
#include "probe/sim.h"

enum { PATH_BYTES = 4096 + HASH_HEX_SIZE + 16, NUMBER_BYTES = 16 };

/* DATABASE-function-HASH; false: too long. */
static bool
name_file(const char *db_path, const char *function, char out[PATH_BYTES])
{
    char hex[HASH_HEX_SIZE];
    struct hash h;
    int len = 0;

    hash_init(&h);
    hash_add(&h, function, strlen(function));
    hash_hex(&h, hex);
    len = snprintf(out, PATH_BYTES, "%s-function-%s", db_path, hex);
    return len > 0 && len < PATH_BYTES;
}

enum va_code
sim_deployed_read(const char *db_path, const char *function, int32_t *out_memory_mb,
                  struct va_err *err)
{
    char path[PATH_BYTES];
    char text[NUMBER_BYTES];
    int64_t memory_mb = 0;
    ssize_t n = 0;
    int fd = -1;

    if (!name_file(db_path, function, path))
        return va_fail(err, VA_IO, "the demo's folder has too long a name");
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) {
        *out_memory_mb = SIM_DEPLOYED_MB;
        return VA_OK;
    }
    n = fd >= 0 ? read(fd, text, sizeof text) : -1;
    if (fd >= 0)
        close(fd);
    if (n <= 0 || text_parse_int(text, (size_t)n, 1, SAMPLE_MEMORY_MB_MAX, &memory_mb))
        return va_fail(err, VA_IO, "%.200s: cannot be read", path);
    *out_memory_mb = (int32_t)memory_mb;
    return VA_OK;
}

enum va_code
sim_deployed_write(const char *db_path, const char *function, int32_t memory_mb,
                   struct va_err *err)
{
    char path[PATH_BYTES];
    char text[NUMBER_BYTES];
    const int len = snprintf(text, sizeof text, "%d", (int)memory_mb);
    const struct file_bytes bytes = { .bytes = text, .len = (size_t)len, .mode = 0600 };

    if (!name_file(db_path, function, path))
        return va_fail(err, VA_IO, "the demo's folder has too long a name");
    return file_write(path, &bytes, err);
}

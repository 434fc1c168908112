/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a zip with minizip. */
#include <errno.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fn/bundle_out.h"

enum {
    LEVEL = 6,
    BLOCK = 64 << 10,
    MADE_BY_UNIX = 3 << 8 | 30, /* its modes count */
    DOS_1980_01_01 = 0x00210000,
    MODE_SHIFT = 16,
    PATH_LEN_MAX = 4096
};

static enum va_code
begin_file(zipFile zip, const struct bundle_file *file, struct va_err *err)
{
    const mode_t mode = S_IFREG | (file->program ? 0755 : 0644);
    const zip_fileinfo info = { .dosDate = DOS_1980_01_01,
                                .external_fa = (uLong)mode << MODE_SHIFT };

    if (zipOpenNewFileInZip4_64(zip, file->name, &info, NULL, 0, NULL, 0, NULL,
                                Z_DEFLATED, LEVEL, 0, -MAX_WBITS, DEF_MEM_LEVEL,
                                Z_DEFAULT_STRATEGY, NULL, 0, MADE_BY_UNIX, 0, 0))
        return va_fail(err, VA_IO, "%.200s: cannot be put into the zip", file->name);
    return VA_OK;
}

static enum va_code
copy_file(zipFile zip, const struct bundle_file *file, struct va_err *err)
{
    char block[BLOCK];
    FILE *in = fopen(file->source, "re");
    size_t got = 0;
    bool good = true;

    if (!in)
        return va_fail(err, VA_IO, "%.300s: %s", file->source, strerror(errno));
    while (good && (got = fread(block, 1, sizeof block, in)) > 0)
        good = zipWriteInFileInZip(zip, block, (unsigned)got) == ZIP_OK;
    good = good && !ferror(in);
    fclose(in);
    return good ? VA_OK : va_fail(err, VA_IO, "%.200s: cannot be copied", file->source);
}

static enum va_code
add_file(zipFile zip, const struct bundle_file *file, struct va_err *err)
{
    enum va_code code = begin_file(zip, file, err);

    if (code)
        return code;
    if (file->source)
        code = copy_file(zip, file, err);
    else if (zipWriteInFileInZip(zip, file->text, (unsigned)file->bytes) != ZIP_OK)
        code = va_fail(err, VA_IO, "%.200s: cannot be written", file->name);
    if (zipCloseFileInZip(zip) != ZIP_OK && !code)
        code = va_fail(err, VA_IO, "%.200s: cannot be written", file->name);
    return code;
}

/* To the disk, then in place. */
static enum va_code
settle(const char *part, const char *file, int64_t *out_bytes, struct va_err *err)
{
    struct stat status;
    FILE *out = fopen(part, "re");
    const bool synced = out && !fsync(fileno(out)) && !fstat(fileno(out), &status);

    if (out)
        fclose(out);
    if (!synced || rename(part, file))
        return va_fail(err, VA_IO, "%.300s: %s", file, strerror(errno));
    *out_bytes = status.st_size;
    return VA_OK;
}

enum va_code
bundle_zip(const struct bundle *b, const char *file, int64_t *out_bytes,
           struct va_err *err)
{
    char part[PATH_LEN_MAX];
    zipFile zip = NULL;
    enum va_code code = VA_OK;

    snprintf(part, sizeof part, "%.4000s.%ld.part", file, (long)getpid());
    zip = zipOpen64(part, APPEND_STATUS_CREATE);
    if (!zip)
        return va_fail(err, VA_IO, "%.300s: %s", part, strerror(errno));
    for (int32_t i = 0; i < b->n && !code; i++)
        code = add_file(zip, &b->files[i], err);
    if (zipClose(zip, NULL) != ZIP_OK && !code)
        code = va_fail(err, VA_IO, "%.300s: cannot be written", file);
    if (!code)
        code = settle(part, file, out_bytes, err);
    if (code)
        (void)unlink(part);
    return code;
}

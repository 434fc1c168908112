/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are sent to a function. */
#include "io/payload.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static void
make_file(const char *name, const char *text, off_t size)
{
    const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const size_t len = strlen(text);

    if (fd < 0 || write(fd, text, len) != (ssize_t)len ||
        (size > 0 && ftruncate(fd, size) != 0) || close(fd) != 0)
        OK(false, "a file can be made: %s", name);
}

static void
test_reading(void)
{
    char sha256[HASH_HEX_SIZE] = "";
    struct va_err err = { .code = VA_OK };
    struct buf bytes;

    make_file("small.json", "{\"n\": 3}\n", 0);
    IS_INT(payload_read("small.json", &bytes, sha256, &err), VA_OK, "a file is read");
    IS_STR(buf_get(&bytes), "{\"n\": 3}\n", "whole");
    IS_STR(sha256, "db94355d10e1de34d0e6adcfe72499a2fb4df87fc73840d60c57194f35e8264b",
           "with its digest");
    buf_clear(&bytes);

    make_file("empty.json", "", 0);
    IS_INT(payload_read("empty.json", &bytes, sha256, &err), VA_OK, "so is an empty one");
    IS_INT(bytes.len, 0, "of no bytes");
    IS_STR(sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "and the digest of nothing");
    buf_clear(&bytes);

    make_file("most.bin", "", PAYLOAD_BYTES_MAX);
    IS_INT(payload_read("most.bin", &bytes, sha256, &err), VA_OK, "6 MiB are read");
    IS_INT(bytes.len, PAYLOAD_BYTES_MAX, "to the last byte");
    buf_clear(&bytes);
}

/* The call fails with this text. */
static void
fails(const char *path, const char *text)
{
    char sha256[HASH_HEX_SIZE];
    struct va_err err = { .code = VA_OK };
    struct buf bytes;

    IS_INT(payload_read(path, &bytes, sha256, &err), VA_IO, "refused: %s", path);
    IS_STR(err.text, text, "with the reason");
    buf_clear(&bytes);
}

static void
test_refusals(void)
{
    make_file("big.bin", "", PAYLOAD_BYTES_MAX + 1);
    fails("big.bin", "big.bin: a payload has at most 6 MiB");
    fails("none.json", "none.json: No such file or directory");
    fails(".", ".: is not a file");
    if (mkfifo("pipe", 0600) != 0)
        OK(false, "a pipe can be made");
    fails("pipe", "pipe: is not a file");
    fails("/dev/zero", "/dev/zero: is not a file");
}

static void
test_locating(void)
{
    char here[PAYLOAD_PATH_MAX];
    char want[2 * PAYLOAD_PATH_MAX];
    char found[PAYLOAD_PATH_MAX];
    struct va_err err = { .code = VA_OK };
    char *folder = realpath(".", here);

    make_file("small.json", "{}", 0);
    if (!folder || symlink("small.json", "link.json") != 0)
        OK(false, "a link can be made");
    snprintf(want, sizeof want, "%s/small.json", here);
    IS_INT(payload_locate("link.json", found, &err), VA_OK, "a file is found");
    IS_STR(found, want, "by its absolute name, without links");
    IS_INT(payload_locate("none.json", found, &err), VA_IO, "one that is not there");
    IS_STR(err.text, "none.json: No such file or directory", "is named");
}

int
main(void)
{
    const char *folder = getenv("TEST_TMP");

    if (folder && chdir(folder) != 0)
        OK(false, "the test's folder is there");
    test_reading();
    test_refusals();
    test_locating();
    return done();
}

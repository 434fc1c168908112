/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading ELF headers. */
#include "fn/elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SEGMENTS_MAX = 256 };

static enum va_code
damaged(const char *path, struct va_err *err)
{
    return va_fail(err, VA_DATA, "%.300s: a damaged ELF file, or not of 64 bits", path);
}

/* The name of the loader. */
static bool
read_interp(int fd, const Elf64_Phdr *segment, struct elf_file *out)
{
    const size_t size = segment->p_filesz;

    if (size < 2 || size > sizeof out->interp || segment->p_offset > INT64_MAX ||
        pread(fd, out->interp, size, (off_t)segment->p_offset) != (ssize_t)size)
        return false;
    return out->interp[size - 1] == '\0' && out->interp[0] == '/';
}

static bool
read_segments(int fd, const Elf64_Ehdr *head, struct elf_file *out)
{
    bool dynamic = false;

    if (head->e_phentsize != sizeof(Elf64_Phdr) || head->e_phnum > SEGMENTS_MAX ||
        head->e_phoff > INT64_MAX)
        return false;
    for (unsigned i = 0; i < head->e_phnum; i++) {
        Elf64_Phdr segment;
        const off_t at = (off_t)(head->e_phoff + i * sizeof segment);

        if (pread(fd, &segment, sizeof segment, at) != (ssize_t)sizeof segment)
            return false;
        if (segment.p_type == PT_INTERP && !read_interp(fd, &segment, out))
            return false;
        dynamic = dynamic || segment.p_type == PT_DYNAMIC;
    }
    if (out->interp[0])
        out->kind = ELF_PROGRAM;
    else if (head->e_type == ET_EXEC || !dynamic)
        out->kind = ELF_STATIC;
    else
        out->kind = ELF_LIBRARY;
    return true;
}

/* A program linked as static-pie has a dynamic part but, unlike a library, an entry. */
static enum elf_kind
tell_static_pie(enum elf_kind kind, const Elf64_Ehdr *head)
{
    return kind == ELF_LIBRARY && head->e_entry != 0 ? ELF_STATIC : kind;
}

enum va_code
elf_file_read(const char *path, struct elf_file *out, struct va_err *err)
{
    struct elf_file file = { .kind = ELF_OTHER };
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    Elf64_Ehdr head;
    ssize_t got = 0;
    bool good = true;

    if (fd < 0)
        return va_fail(err, VA_IO, "%.300s: %s", path, strerror(errno));
    got = pread(fd, &head, sizeof head, 0);
    if (got >= SELFMAG && !memcmp(head.e_ident, ELFMAG, SELFMAG)) {
        good = got == (ssize_t)sizeof head && head.e_ident[EI_CLASS] == ELFCLASS64 &&
               read_segments(fd, &head, &file);
        if (good) {
            file.machine = head.e_machine;
            file.kind = tell_static_pie(file.kind, &head);
        }
    }
    close(fd);
    if (!good || got < 0)
        return damaged(path, err);
    *out = file;
    return VA_OK;
}

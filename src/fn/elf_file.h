/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program or library is, from its ELF headers. */
#ifndef VA_FN_ELF_FILE_H
#define VA_FN_ELF_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { ELF_INTERP_MAX = 256 };

enum elf_kind { ELF_OTHER, ELF_STATIC, ELF_PROGRAM, ELF_LIBRARY };

struct elf_file {
    enum elf_kind kind; /* ELF_OTHER: no ELF file */
    uint16_t machine;
    char interp[ELF_INTERP_MAX]; /* loader of an ELF_PROGRAM */
};

/* Read the headers, bounded, of a 64-bit file. VA_IO; VA_DATA for one that is damaged or
 * of 32 bits. */
enum va_code elf_file_read(const char *path, struct elf_file *out, struct va_err *err);

#endif

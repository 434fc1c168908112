/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "tui/complete.h"
#include "tui/tui.h"

enum { PATH_BYTES = 1024, ENTRIES_MAX = 10000 };

static const char *
home_of(const struct tui *t)
{
    char *const *v = t->start->variables;

    for (; v && *v; v++) {
        if (!strncmp(*v, "HOME=", 5))
            return *v + 5;
    }
    return NULL;
}

bool
complete_home(const struct tui *t, const char *path, char *out, size_t size)
{
    const char *home = path[0] == '~' && path[1] == '/' ? home_of(t) : NULL;
    const int n = home ? snprintf(out, size, "%s%s", home, path + 1)
                       : snprintf(out, size, "%s", path);

    return n >= 0 && (size_t)n < size;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool
can_be_typed(const char *name)
{
    const size_t len = strlen(name);

    if (!text_is_utf8(name, len))
        return false;
    for (size_t i = 0; i < len;) {
        uint32_t point = 0;

        i += text_utf8(name + i, len - i, &point);
        if (text_is_control(point))
            return false;
    }
    return true;
}

/* A name in the folder, with '/' behind it when it is a folder itself. */
static void
add_entry(struct completion *out, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    struct stat st;
    const int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    const bool is_folder =
        n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);

    const size_t len = strlen(name);

    if (len + 2 > WORD_BYTES)
        return;
    memcpy(out->words[out->n], name, len);
    memcpy(out->words[out->n++] + len, is_folder ? "/" : "", is_folder ? 2 : 1);
}

/* Does a name begin as typed? Hidden ones must be asked for. */
static bool
is_meant(const char *entry, const char *typed)
{
    return !strncmp(entry, typed, strlen(typed)) && can_be_typed(entry) &&
           (entry[0] != '.' || typed[0] == '.');
}

static void
read_folder(const char *folder, const char *typed, struct completion *out)
{
    DIR *dir = opendir(folder);

    for (int i = 0; dir && i < ENTRIES_MAX && out->n < WORDS_MAX; i++) {
        const struct dirent *entry = readdir(dir);

        if (!entry)
            break;
        if (is_meant(entry->d_name, typed))
            add_entry(out, folder, entry->d_name);
    }
    if (dir)
        closedir(dir);
}

void
complete_path(const struct tui *t, const char *typed, struct completion *out)
{
    const char *slash = strrchr(typed, '/');
    const char *name = slash ? slash + 1 : typed;
    char part[PATH_BYTES];
    char folder[PATH_BYTES];

    out->n = 0;
    out->from = (size_t)(name - typed);
    if (out->from >= sizeof part)
        return;
    memcpy(part, typed, out->from);
    part[out->from] = '\0';
    if (!complete_home(t, out->from ? part : ".", folder, sizeof folder))
        return;
    read_folder(folder, name, out);
    qsort(out->words, (size_t)out->n, sizeof out->words[0], by_name);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control groups in the file system: where they are mounted, what dead runs left there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe/local_cell.h"
#include "probe/local_tree.h"

#define GROUP_PREFIX "vadvise-"

enum {
    REMOVE_TRIES = 200, /* times the pause: a second */
    REMOVE_PAUSE_NS = 5000000,
    GROUP_NAME_MAX = 128
};

int
local_file_write(const char *dir, const char *name, const char *text)
{
    char path[LOCAL_PATH_MAX + 64];
    const size_t len = strlen(text);
    int fd = -1;
    int failed = 0;

    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return ENAMETOOLONG;
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    if (write(fd, text, len) != (ssize_t)len)
        failed = errno ? errno : EIO;
    (void)close(fd);
    return failed;
}

int
local_file_read(const char *dir, const char *name, char *out, size_t size)
{
    char path[LOCAL_PATH_MAX + 64];
    size_t len = 0;
    ssize_t got = 0;
    int failed = 0;
    int fd = -1;

    out[0] = '\0';
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return ENAMETOOLONG;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    while (len + 1 < size && (got = read(fd, out + len, size - 1 - len)) > 0)
        len += (size_t)got;
    if (got < 0)
        failed = errno;
    out[len] = '\0';
    (void)close(fd);
    return failed;
}

/* --- where a hierarchy is mounted --- */

static bool
has_word(const char *list, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, len) == 0 && (at[len] == ',' || at[len] == '\0'))
            return true;
    }
    return false;
}

/* A path of mountinfo: blanks are written as \040 and the like. */
static void
unescape(char *text)
{
    char *to = text;

    for (const char *at = text; *at != '\0'; to++) {
        if (at[0] == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' &&
            at[2] <= '7' && at[3] >= '0' && at[3] <= '7') {
            *to = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0'));
            at += 4;
        } else {
            *to = *at++;
        }
    }
    *to = '\0';
}

/* The next word of a line that ends in NUL; empty at the end. */
static char *
next_word(char **at)
{
    char *word = *at;
    char *end = word + strcspn(word, " ");

    *at = *end == ' ' ? end + 1 : end;
    *end = '\0';
    return word;
}

/* A line of mountinfo: is it the hierarchy? Cuts the line up. */
static bool
mount_line(char *line, const char *controller, char **out_inside, char **out_point)
{
    char *at = line;
    const char *type = NULL;
    const char *word = NULL;

    for (int i = 0; i < 3; i++)
        (void)next_word(&at);
    *out_inside = next_word(&at);
    *out_point = next_word(&at);
    do
        word = next_word(&at);
    while (*word != '\0' && strcmp(word, "-") != 0);
    type = next_word(&at);
    (void)next_word(&at);
    unescape(*out_inside);
    unescape(*out_point);
    if (*controller == '\0')
        return strcmp(type, "cgroup2") == 0;
    return strcmp(type, "cgroup") == 0 && has_word(next_word(&at), controller);
}

/* A line of /proc/self/cgroup, "4:memory:/path": the path when it is the hierarchy. */
static const char *
own_line(char *line, const char *controller)
{
    char *list = strchr(line, ':');
    char *path = list ? strchr(list + 1, ':') : NULL;

    if (!path)
        return NULL;
    *path++ = '\0';
    list++;
    if (*controller == '\0')
        return *list == '\0' ? path : NULL;
    return has_word(list, controller) ? path : NULL;
}

static bool
own_path(const char *controller, char out[LOCAL_PATH_MAX])
{
    FILE *f = fopen("/proc/self/cgroup", "re");
    char *line = NULL;
    size_t size = 0;
    bool found = false;

    while (f && !found && getline(&line, &size, f) > 0) {
        const char *path = NULL;

        line[strcspn(line, "\n")] = '\0';
        path = own_line(line, controller);
        found = path && snprintf(out, LOCAL_PATH_MAX, "%s", path) < LOCAL_PATH_MAX;
    }
    free(line);
    if (f)
        (void)fclose(f);
    return found;
}

/* The folder of a group: its path is seen from the hierarchy's root, of which `inside` is
 * mounted at root. */
static bool
join_path(const char *root, const char *inside, const char *path,
          char out[LOCAL_PATH_MAX])
{
    const size_t len = strcmp(inside, "/") == 0 ? 0 : strlen(inside);

    if (strncmp(path, inside, len) != 0 || (path[len] != '/' && path[len] != '\0'))
        path = "/"; /* mounted for somebody else: its root is as far up as it goes */
    else
        path += len;
    return snprintf(out, LOCAL_PATH_MAX, "%s%s", root,
                    strcmp(path, "/") == 0 ? "" : path) < LOCAL_PATH_MAX;
}

bool
local_mount_find(const char *controller, char root[LOCAL_PATH_MAX],
                 char own[LOCAL_PATH_MAX])
{
    char path[LOCAL_PATH_MAX];
    FILE *f = fopen("/proc/self/mountinfo", "re");
    char *line = NULL;
    size_t size = 0;
    bool found = false;

    while (f && !found && own_path(controller, path) && getline(&line, &size, f) > 0) {
        char *inside = NULL;
        char *point = NULL;

        line[strcspn(line, "\n")] = '\0';
        found = mount_line(line, controller, &inside, &point) &&
                snprintf(root, LOCAL_PATH_MAX, "%s", point) < LOCAL_PATH_MAX &&
                join_path(root, inside, path, own);
    }
    free(line);
    if (f)
        (void)fclose(f);
    return found;
}

/* --- groups --- */

void
local_group_name(const char *token, char *out, size_t size)
{
    struct local_process self;

    if (!local_process_read(getpid(), &self))
        self.started = 0;
    (void)snprintf(out, size, GROUP_PREFIX "%.32s-%ld-%" PRIu64, token, (long)getpid(),
                   self.started);
}

void
local_group_kill(const char *dir)
{
    char text[16384];
    char *at = text;

    if (local_file_write(dir, "cgroup.kill", "1") == 0)
        return;
    if (local_file_read(dir, "cgroup.procs", text, sizeof text) != 0)
        return;
    while (*at != '\0') {
        const long pid = strtol(at, &at, 10);

        if (pid <= 1 || *at != '\n') /* a number that was cut off is none */
            break;
        if (pid != (long)getpid())
            (void)kill((pid_t)pid, SIGKILL);
        at++;
    }
}

bool
local_group_remove(const char *dir)
{
    const struct timespec pause = { .tv_nsec = REMOVE_PAUSE_NS };

    for (int i = 0; i < REMOVE_TRIES; i++) {
        if (rmdir(dir) == 0 || errno == ENOENT)
            return true;
        if (errno != EBUSY)
            break;
        local_group_kill(dir);
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

/* Is the process that a group is named after gone? */
static bool
is_left_over(const char *name)
{
    struct local_process process;
    const char *pid_text = NULL;
    const char *start_text = strrchr(name, '-');
    char *end = NULL;
    uint64_t started = 0;
    long pid = 0;

    if (strncmp(name, GROUP_PREFIX, strlen(GROUP_PREFIX)) != 0 || !start_text)
        return false;
    for (pid_text = start_text; pid_text > name && pid_text[-1] != '-'; pid_text--)
        ;
    pid = strtol(pid_text, &end, 10);
    if (end != start_text || pid <= 0 || pid > INT_MAX)
        return false;
    started = strtoull(start_text + 1, &end, 10);
    if (*end != '\0')
        return false;
    return !local_process_read((pid_t)pid, &process) || process.started != started;
}

void
local_sweep(const char *dir)
{
    char path[LOCAL_PATH_MAX + GROUP_NAME_MAX];
    DIR *d = opendir(dir);
    const struct dirent *e = NULL;

    while (d && (e = readdir(d)) != NULL) {
        if (!is_left_over(e->d_name) ||
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= (int)sizeof path)
            continue;
        local_group_kill(path);
        (void)local_group_remove(path);
    }
    if (d)
        (void)closedir(d);
}

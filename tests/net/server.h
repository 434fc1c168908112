/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of the tests' own, in Python: started, asked for its ports, ended. */
#ifndef VA_TESTS_NET_SERVER_H
#define VA_TESTS_NET_SERVER_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SERVER_PORTS_MAX = 4, SERVER_PATH_MAX = 4096 };

struct server {
    pid_t pid;
    int keep; /* it serves until this is closed */
    int ports[SERVER_PORTS_MAX];
};

static inline const char *
server_folder(const char *name, const char *otherwise)
{
    const char *folder = getenv(name);

    return folder && *folder ? folder : otherwise;
}

/* Is a program there? */
static inline bool
server_can_run(const char *command)
{
    char text[256];

    snprintf(text, sizeof text, "command -v %s >/dev/null 2>&1", command);
    /* cppcheck-suppress system */
    return system(text) == 0;
}

static inline void
server_child(int in, int out, const char *script, const char *argument)
{
    char path[SERVER_PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", server_folder("srcdir", "."), script);
    (void)dup2(in, 0);
    (void)dup2(out, 1);
    for (int fd = 3; fd < 64; fd++)
        (void)close(fd);
    execlp("python3", "python3", path, argument, (char *)NULL);
    _exit(127);
}

/* Start $srcdir/script with one argument (NULL: none) and read the ports that it prints.
 */
static inline bool
server_start(struct server *s, const char *script, const char *argument)
{
    int in[2];
    int out[2];
    FILE *said = NULL;
    int n = 0;

    *s = (struct server){ .pid = -1, .keep = -1 };
    if (pipe(in) || pipe(out))
        return false;
    s->pid = fork();
    if (s->pid == 0)
        server_child(in[0], out[1], script, argument);
    (void)close(in[0]);
    (void)close(out[1]);
    s->keep = in[1];
    said = fdopen(out[0], "r");
    while (said && n < SERVER_PORTS_MAX && fscanf(said, "%d", &s->ports[n]) == 1 &&
           fgetc(said) == ' ')
        n++;
    if (said)
        (void)fclose(said);
    return s->ports[0] > 0;
}

static inline void
server_stop(struct server *s)
{
    if (s->keep >= 0)
        (void)close(s->keep);
    if (s->pid > 0)
        (void)waitpid(s->pid, NULL, 0);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the configuration file. */
#include "io/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { ENTRIES_FIRST = 32 };

struct parser {
    const char *name;
    struct config *config;
    const char *section;
    bool keys; /* in the section for keys */
    int32_t line, cap;
    struct va_err *err;
};

void
config_clear(struct config *c)
{
    free(c->entries);
    free(c->text);
    *c = (struct config){ 0 };
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cut white space off both ends, in place. */
static char *
trim(char *text)
{
    size_t len = strlen(text);

    while (len > 0 && is_blank(text[len - 1]))
        text[--len] = '\0';
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): inside the string */
    while (is_blank(*text))
        text++;
    return text;
}

static enum va_code
fail(const struct parser *p, const char *what)
{
    return va_fail(p->err, VA_USAGE, "%s:%d: %s", p->name, (int)p->line, what);
}

static enum va_code
add_entry(struct parser *p, const char *key, const char *value)
{
    struct config *c = p->config;

    if (c->n == CONFIG_ENTRIES_MAX)
        return fail(p, "too many settings");
    if (c->n == p->cap) {
        const int32_t cap = p->cap ? 2 * p->cap : ENTRIES_FIRST;
        struct config_entry *more = realloc(c->entries, (size_t)cap * sizeof *more);

        if (!more)
            return va_fail(p->err, VA_NOMEM, "%s: out of memory", p->name);
        c->entries = more;
        p->cap = cap;
    }
    c->entries[c->n++] = (struct config_entry){ .is_key = p->keys,
                                                .section = p->section,
                                                .key = key,
                                                .value = value,
                                                .line = p->line };
    return VA_OK;
}

/* "[workload NAME]", "[keys]" */
static enum va_code
parse_section(struct parser *p, char *line)
{
    static const char word[] = "workload";
    char *end = strchr(line, ']');
    char *rest = end ? trim(end + 1) : NULL;
    char *name = NULL;

    if (!end || (*rest && *rest != '#'))
        return fail(p, "a section is written [workload NAME]");
    *end = '\0';
    name = trim(line + 1);
    p->keys = !strcmp(name, "keys");
    if (p->keys) {
        p->section = "";
        return VA_OK;
    }
    if (strncmp(name, word, sizeof word - 1) != 0 || !is_blank(name[sizeof word - 1]))
        return fail(p, "the only sections are [workload NAME] and [keys]");
    name = trim(name + sizeof word - 1);
    if (!text_is_name(name, strlen(name)))
        return fail(p, "this is no name of a workload");
    p->section = name;
    return VA_OK;
}

/* The value's text without quotes and comment, in place; NULL: quotes do not match. */
static char *
clean_value(char *text)
{
    char *at = trim(text);
    char *end = NULL;

    if (*at == '"') {
        end = strchr(++at, '"');
        if (!end)
            return NULL;
        *end = '\0';
        end = trim(end + 1);
        return *end && *end != '#' ? NULL : at;
    }
    for (end = at; *end; end++)
        if (*end == '#' && (end == at || is_blank(end[-1]))) {
            *end = '\0';
            break;
        }
    return trim(at);
}

static enum va_code
parse_setting(struct parser *p, char *line)
{
    static const char key_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    char *equals = strchr(line, '=');
    char *key = NULL;
    char *value = NULL;

    if (!equals)
        return fail(p, "expected 'key = value'");
    *equals = '\0';
    key = trim(line);
    if (!*key || key[strspn(key, key_characters)])
        return fail(p, "a key is made of lower case letters, digits and '-'");
    value = clean_value(equals + 1);
    if (!value)
        return fail(p, "quotes do not match");
    if (!*value && !p->keys)
        return fail(p, "the value is empty");
    return add_entry(p, key, value);
}

static enum va_code
parse_line(struct parser *p, char *line)
{
    line = trim(line);
    if (!*line || *line == '#')
        return VA_OK;
    return *line == '[' ? parse_section(p, line) : parse_setting(p, line);
}

/* Is the line plain text? Tabs are, other control characters are not. */
static bool
is_clean(const char *text)
{
    const size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);

        if (n == 0 || (text_is_control(point) && !is_blank((char)point)))
            return false;
        i += n;
    }
    return true;
}

enum va_code
config_parse(const char *name, const char *text, size_t len, struct config *out,
             struct va_err *err)
{
    struct parser p = { .name = name, .config = out, .section = "", .err = err };
    const size_t bom = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
    enum va_code code = VA_OK;
    char *next = NULL;

    *out = (struct config){ 0 };
    if (len > CONFIG_FILE_MAX)
        return va_fail(err, VA_USAGE, "%s: longer than %d bytes", name, CONFIG_FILE_MAX);
    out->text = malloc(len + 1);
    if (!out->text)
        return va_fail(err, VA_NOMEM, "%s: out of memory", name);
    memcpy(out->text, text, len);
    out->text[len] = '\0';
    for (char *line = out->text + bom; line && !code; line = next) {
        next = memchr(line, '\n', len - (size_t)(line - out->text));
        if (next)
            *next++ = '\0';
        p.line++;
        if (strlen(line) !=
                (next ? (size_t)(next - 1 - line) : len - (size_t)(line - out->text)) ||
            !is_clean(line))
            code = fail(&p, "control characters, or not UTF-8");
        else
            code = parse_line(&p, line);
    }
    if (code)
        config_clear(out);
    return code;
}

/* Up to CONFIG_FILE_MAX + 1 bytes, so that one too many shows. -1: errno says why. */
static ssize_t
read_all(int fd, char *bytes)
{
    size_t len = 0;

    while (len < CONFIG_FILE_MAX + 1) {
        const ssize_t n = read(fd, bytes + len, CONFIG_FILE_MAX + 1 - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    return (ssize_t)len;
}

static enum va_code
read_fd(int fd, const char *path, struct config *out, struct va_err *err)
{
    char *bytes = malloc(CONFIG_FILE_MAX + 1);
    enum va_code code = VA_OK;
    ssize_t len = 0;

    if (!bytes)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    len = read_all(fd, bytes);
    if (len < 0)
        code = va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    else
        code = config_parse(path, bytes, (size_t)len, out, err);
    free(bytes);
    return code;
}

enum va_code
config_read(const char *path, bool required, struct config *out, struct va_err *err)
{
    /* an optional file that happens to be a FIFO must not hang the program */
    const int fd =
        open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (required ? 0 : O_NONBLOCK));
    struct stat st;
    enum va_code code = VA_OK;

    *out = (struct config){ 0 };
    if (fd < 0 && !required && (errno == ENOENT || errno == ENOTDIR))
        return VA_OK;
    if (fd < 0)
        return va_fail(err, errno == ENOENT ? VA_CONFIG : VA_IO, "%s: %s", path,
                       strerror(errno));
    if (required || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
        code = read_fd(fd, path, out, err);
    close(fd);
    return code;
}

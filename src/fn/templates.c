/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates that are installed. */
#include "fn/templates.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "fn/job.h"

enum { PATH_LEN_MAX = 4096, NAMES_MAX = 64, NAME_COLUMN = 24 };

#define SUFFIX ".json"

static int
is_template(const struct dirent *entry)
{
    const size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > strlen(SUFFIX) &&
           !strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX);
}

static enum va_code
read_text(const char *folder, const char *name, struct buf *out, struct va_err *err)
{
    char path[PATH_LEN_MAX];
    char block[4096];
    ssize_t got = -1;
    int fd = -1;

    snprintf(path, sizeof path, "%.3000s/%.500s" SUFFIX, folder, name);
    fd = strchr(name, '/') ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        va_fail(err, VA_CONFIG, "there is no template '%.100s'", name);
        va_hint(err, "vadvise fn templates");
        return VA_CONFIG;
    }
    while ((got = read(fd, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)got);
    close(fd);
    return got < 0 ? va_fail(err, VA_IO, "%.300s: %s", path, strerror(errno)) : out->code;
}

enum va_code
templates_show(const char *folder, const char *name, struct buf *out, struct va_err *err)
{
    return read_text(folder, name, out, err);
}

/* One line, or one object of the list. */
static enum va_code
add_one(const char *folder, const char *name, struct json_doc *doc, struct json *list,
        struct buf *out)
{
    struct va_err err = { .code = VA_OK };
    struct json *one = NULL;
    struct fn_job job;
    struct buf text;
    enum va_code code = VA_OK;

    fn_job_init(&job);
    buf_init(&text, FN_DOCUMENT_MAX);
    code = read_text(folder, name, &text, &err);
    if (!code)
        code = fn_job_read(&job, buf_get(&text), text.len, &err);
    if (!code && list) {
        one = json_add_object(doc, list, NULL);
        json_add_string(doc, one, "name", name);
        json_add_string(doc, one, "about", job.about);
    } else if (!code) {
        buf_text(out, name);
        buf_pad(out, ' ', NAME_COLUMN - text_width(name));
        buf_printf(out, "%s\n", job.about ? job.about : "");
    }
    fn_job_clear(&job);
    buf_clear(&text);
    return code;
}

static enum va_code
add_all(const char *folder, struct json_doc *doc, struct json *list, struct buf *out,
        struct va_err *err)
{
    struct dirent **found = NULL;
    const int n = scandir(folder, &found, is_template, alphasort);
    enum va_code code = VA_OK;

    if (n < 0)
        return va_fail(err, VA_CONFIG, "%.300s: %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        char name[TEXT_NAME_MAX];

        snprintf(name, sizeof name, "%.*s",
                 (int)(strlen(found[i]->d_name) - strlen(SUFFIX)), found[i]->d_name);
        if (!code && add_one(folder, name, doc, list, out))
            code = va_fail(err, VA_CONFIG, "%.300s/%s: is no template", folder,
                           found[i]->d_name);
        free(found[i]);
    }
    free(found);
    return code;
}

enum va_code
templates_list(const char *folder, bool as_json, struct buf *out, struct va_err *err)
{
    struct json_doc *doc = as_json ? json_alloc() : NULL;
    struct json *root = as_json ? json_root(doc) : NULL;
    struct json *list = NULL;
    enum va_code code = VA_OK;

    json_add_string(doc, root, "schema", "vadvise.fn-templates/1");
    list = json_add_array(doc, root, "templates");
    code = add_all(folder, doc, list, out, err);
    if (!code && as_json) {
        json_write(root, false, out);
        buf_byte(out, '\n');
        code = doc ? json_status(doc) : VA_NOMEM;
    }
    json_free(doc);
    return code;
}

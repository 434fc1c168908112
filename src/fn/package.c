/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making packages. */
#include "fn/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "fn/bundle.h"
#include "fn/bundle_out.h"
#include "fn/job.h"

enum { PATH_LEN_MAX = 4096, MB = 1 << 20 };

/* Limits of AWS Lambda. Source: docs.aws.amazon.com, "Lambda quotas". */
#define LAMBDA_RAW_MAX (INT64_C(250) * MB)
#define LAMBDA_ZIP_MAX (INT64_C(50) * MB)

static const char empty_job[] = "{ \"schema\": \"vadvise.fn/1\" }\n";

static const char dockerfile[] = "FROM scratch\n"
                                 "COPY rootfs/ /\n"
                                 "ENTRYPOINT [\"/bootstrap\", \"http\"]\n";

const char *
package_target_name(enum package_target t)
{
    static const char *const names[] = { "lambda", "cloud-run", "local" };

    return t < PACKAGE_TARGETS ? names[t] : NULL;
}

const char *
package_default_output(enum package_target t)
{
    static const char *const names[] = { "vadvise-fn.zip", "vadvise-fn-image",
                                         "vadvise-fn-local" };

    return names[t];
}

/* The file of a template; checks that it can be deployed. */
static enum va_code
add_job(struct bundle *b, const struct package_request *request, struct va_err *err)
{
    char path[PATH_LEN_MAX];
    struct va_err why = { .code = VA_OK };
    struct fn_job job;
    struct buf text;
    char block[4096];
    ssize_t got = 0;
    int fd = -1;
    enum va_code code = VA_OK;

    if (!request->template)
        return bundle_text(b, empty_job, "fn.json", err);
    if (strchr(request->template, '/'))
        snprintf(path, sizeof path, "%s", request->template);
    else
        snprintf(path, sizeof path, "%.3000s/%.500s.json", request->template_dir,
                 request->template);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
        va_hint(err, "vadvise fn templates");
        return VA_CONFIG;
    }
    buf_init(&text, FN_DOCUMENT_MAX);
    while ((got = read(fd, block, sizeof block)) > 0)
        buf_add(&text, block, (size_t)got);
    close(fd);
    if (fn_job_read(&job, buf_get(&text), text.len, &why))
        code = va_fail(err, VA_CONFIG, "%.300s: %s", path, why.text);
    fn_job_clear(&job);
    if (!code)
        code = bundle_text(b, buf_get(&text), "fn.json", err);
    buf_clear(&text);
    return code;
}

static enum va_code
add_certificates(struct bundle *b, const struct package_request *request,
                 struct va_err *err)
{
    static const char *const places[] = { "/etc/ssl/certs/ca-certificates.crt",
                                          "/etc/pki/tls/certs/ca-bundle.crt",
                                          "/etc/ssl/cert.pem" };
    const char *found = request->certificates;

    for (size_t i = 0; i < sizeof places / sizeof places[0] && !found; i++)
        if (!access(places[i], R_OK))
            found = places[i];
    if (found)
        return bundle_file(b, found, "rt/etc/ca-certificates.crt", false, err);
    va_fail(err, VA_CONFIG, "no certificates are found to take along");
    va_hint(err, "on Debian: apt-get install ca-certificates");
    return VA_CONFIG;
}

static enum va_code
fill(struct bundle *b, const struct package_request *request, struct va_err *err)
{
    enum va_code code = VA_OK;

    snprintf(b->launcher, sizeof b->launcher, "%s", request->launcher);
    code = bundle_file(b, request->launcher, "bootstrap", true, err);
    if (!code)
        code = bundle_with(b, request->function, err);
    for (int32_t i = 0; i < request->n_with && !code; i++)
        code = bundle_with(b, request->with[i], err);
    if (!code)
        code = add_certificates(b, request, err);
    if (!code)
        code = add_job(b, request, err);
    return code;
}

/* An image has its files in rootfs/, and beside it what builds it. */
static enum va_code
make_image(const struct bundle *b, const char *output, struct va_err *err)
{
    struct bundle image = { NULL, 0, "", "" };
    char name[PATH_LEN_MAX];
    enum va_code code = bundle_text(&image, dockerfile, "Dockerfile", err);

    if (!code)
        code = bundle_text(&image, "", "rootfs/tmp/", err);
    for (int32_t i = 0; i < b->n && !code; i++) {
        const struct bundle_file *file = &b->files[i];

        snprintf(name, sizeof name, "rootfs/%.4000s", file->name);
        code = file->source ? bundle_file(&image, file->source, name, file->program, err)
                            : bundle_text(&image, file->text, name, err);
    }
    if (!code)
        code = bundle_tree(&image, output, err);
    bundle_clear(&image);
    return code;
}

static enum va_code
check_limits(const struct package_request *request, const struct package_made *made,
             struct va_err *err)
{
    if (request->target != PACKAGE_LAMBDA || made->raw_bytes <= LAMBDA_RAW_MAX)
        return VA_OK;
    va_fail(err, VA_DATA, "%.1f MB unpacked; AWS Lambda takes 250 MB",
            (double)made->raw_bytes / MB);
    va_hint(err, "give a program that is linked statically, or with fewer libraries");
    return VA_DATA;
}

enum va_code
package_make(const struct package_request *request, struct package_made *out,
             struct va_err *err)
{
    struct package_made made = { .output = request->output };
    struct bundle b = { NULL, 0, "", "" };
    enum va_code code = fill(&b, request, err);

    bundle_sort(&b);
    if (!made.output)
        made.output = package_default_output(request->target);
    made.raw_bytes = made.bytes = bundle_bytes(&b);
    made.n_files = b.n;
    if (!code)
        code = check_limits(request, &made, err);
    if (!code && request->target == PACKAGE_LAMBDA)
        code = bundle_zip(&b, made.output, &made.bytes, err);
    else if (!code && request->target == PACKAGE_CLOUD_RUN)
        code = make_image(&b, made.output, err);
    else if (!code)
        code = bundle_tree(&b, made.output, err);
    made.large = request->target == PACKAGE_LAMBDA && made.bytes > LAMBDA_ZIP_MAX;
    bundle_clear(&b);
    if (!code)
        *out = made;
    return code;
}

void
package_say(const struct package_request *request, const struct package_made *made,
            struct buf *out)
{
    char size[TEXT_NUMBER_MAX];
    char raw[TEXT_NUMBER_MAX];

    text_number(size, (double)made->bytes / MB, 1, true);
    text_number(raw, (double)made->raw_bytes / MB, 1, true);
    if (request->target != PACKAGE_LAMBDA) {
        buf_printf(out, "%s: %s MB in %d files\n", made->output, raw, (int)made->n_files);
        return;
    }
    buf_printf(out, "%s: %s MB, %s MB unpacked in %d files (AWS Lambda takes 250 MB)\n",
               made->output, size, raw, (int)made->n_files);
    if (made->large)
        buf_text(out, "Over 50 MB a zip has to be uploaded through S3.\n");
}

enum va_code
package_write(const struct package_request *request, const struct package_made *made,
              struct buf *out)
{
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    enum va_code code = VA_OK;

    json_add_string(doc, root, "schema", "vadvise.fn-package/1");
    json_add_string(doc, root, "target", package_target_name(request->target));
    json_add_string(doc, root, "template", request->template);
    json_add_string(doc, root, "output", made->output);
    json_add_int(doc, root, "bytes", made->bytes);
    json_add_int(doc, root, "unpacked_bytes", made->raw_bytes);
    json_add_int(doc, root, "files", made->n_files);
    json_add_bool(doc, root, "needs_s3", made->large);
    code = doc ? json_status(doc) : VA_NOMEM;
    json_write(root, false, out);
    buf_byte(out, '\n');
    json_free(doc);
    return code ? code : out->code;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for faces with an API. */
#include "fn/detect.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fn/host.h"

enum {
    IMAGE_BYTES_MAX = 7864320, /* 7.5 MB; as base64 Vision's limit of 10 MB */
    REKOGNITION_BYTES_MAX = 5 << 20,
    BODY_MAX = 11 << 20,
    FACES_MAX = 100, /* Rekognition finds at most that many */
    TRIES_MAX = 8,
    FIRST_WAIT_MS = 50
};

/* How each API is asked and answers. */
struct api {
    size_t image_max;
    const char *before, *after; /* the image's base64 in a request */
    enum va_code (*send)(struct fn_clients *c, const struct buf *body,
                         struct http_reply *reply, struct va_err *err);
    int32_t (*count)(const cJSON *answer); /* < 0: no answer */
};

static void
add_base64(struct buf *out, const unsigned char *bytes, size_t len)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < len; i += 3) {
        const unsigned group = (unsigned)bytes[i] << 16 |
                               (i + 1 < len ? (unsigned)bytes[i + 1] << 8 : 0) |
                               (i + 2 < len ? (unsigned)bytes[i + 2] : 0);
        const char four[4] = { digits[group >> 18], digits[group >> 12 & 63],
                               i + 1 < len ? digits[group >> 6 & 63] : '=',
                               i + 2 < len ? digits[group & 63] : '=' };

        buf_add(out, four, sizeof four);
    }
}

static enum va_code
send_rekognition(struct fn_clients *c, const struct buf *body, struct http_reply *reply,
                 struct va_err *err)
{
    const struct aws_request request = {
        .service = "rekognition",
        .method = "POST",
        .path = "/",
        .headers = { { "content-type", "application/x-amz-json-1.1" },
                     { "x-amz-target", "RekognitionService.DetectFaces" } },
        .n_headers = 2,
        .body = buf_get(body),
        .body_len = body->len,
        .timeout_ms = fn_clients_left_ms(c)
    };
    struct aws *aws = NULL;
    const enum va_code code = fn_clients_aws(c, &aws, err);

    return code ? code : aws_send(aws, &request, reply, err);
}

static int32_t
count_array(const cJSON *list)
{
    const int n = cJSON_GetArraySize(list);

    return cJSON_IsArray(list) && n <= FACES_MAX ? n : -1;
}

static int32_t
count_rekognition(const cJSON *answer)
{
    return count_array(cJSON_GetObjectItemCaseSensitive(answer, "FaceDetails"));
}

/* VADVISE_FN_VISION_URL stands for the service: https, or http on loopback. */
static enum va_code
send_vision(struct fn_clients *c, const struct buf *body, struct http_reply *reply,
            struct va_err *err)
{
    const char *base = c->variable(c->ctx, "VADVISE_FN_VISION_URL");
    char url[FN_WORD_MAX + 32];
    char bearer[GOOGLE_TOKEN_MAX + 8];
    const char *token = NULL;
    struct google *google = NULL;
    struct http_request request = { .method = "POST",
                                    .url = url,
                                    .headers = { { "content-type", "application/json" },
                                                 { "authorization", bearer } },
                                    .n_headers = 2,
                                    .body = buf_get(body),
                                    .body_len = body->len,
                                    .timeout_ms = fn_clients_left_ms(c) };
    enum va_code code = fn_clients_google(c, &google, err);

    if (!code)
        code = google_access_token(google, &token, err);
    if (code)
        return code;
    snprintf(bearer, sizeof bearer, "Bearer %s", token);
    snprintf(url, sizeof url, "%.4000s/v1/images:annotate",
             base && *base ? base : "https://vision.googleapis.com");
    return http_send(c->http, &request, reply, err);
}

/* An answer without faces has no list of them; one with an error is none. */
static int32_t
count_vision(const cJSON *answer)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(answer, "responses");
    const cJSON *first = cJSON_IsArray(list) ? cJSON_GetArrayItem(list, 0) : NULL;
    const cJSON *faces = cJSON_GetObjectItemCaseSensitive(first, "faceAnnotations");

    if (!cJSON_IsObject(first) || cJSON_GetObjectItemCaseSensitive(first, "error"))
        return -1;
    return faces ? count_array(faces) : 0;
}

static const struct api *
api_of(enum fn_detector detector)
{
    static const struct api rekognition = { REKOGNITION_BYTES_MAX,
                                            "{\"Image\":{\"Bytes\":\"", "\"}}",
                                            send_rekognition, count_rekognition };
    static const struct api vision = {
        IMAGE_BYTES_MAX, "{\"requests\":[{\"image\":{\"content\":\"",
        "\"},\"features\":[{\"type\":\"FACE_DETECTION\",\"maxResults\":100}]}]}",
        send_vision, count_vision
    };

    return detector == FN_DETECTOR_REKOGNITION ? &rekognition : &vision;
}

static enum va_code
read_image(const char *path, size_t max, struct buf *out, struct va_err *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    char block[16 << 10];
    ssize_t got = -1;

    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (!fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_size <= (off_t)max)
        while ((got = read(fd, block, sizeof block)) > 0)
            buf_add(out, block, (size_t)got);
    close(fd);
    if (got < 0)
        return va_fail(err, VA_DATA, "%.200s: not an image of at most %zu bytes", path,
                       max);
    return out->code;
}

static enum va_code
make_body(const struct api *api, const char *image, struct buf *out, struct va_err *err)
{
    struct buf bytes;
    enum va_code code = VA_OK;

    buf_init(&bytes, api->image_max);
    code = read_image(image, api->image_max, &bytes, err);
    if (!code) {
        buf_text(out, api->before);
        add_base64(out, (const unsigned char *)buf_get(&bytes), bytes.len);
        buf_text(out, api->after);
        code = out->code;
    }
    buf_clear(&bytes);
    return code ? (err->code ? err->code : va_fail(err, code, "out of memory")) : VA_OK;
}

/* Does the reply ask to slow down, or may it go better soon? */
static bool
slow_down(const struct http_reply *reply)
{
    static const char *const types[] = { "ThrottlingException",
                                         "ProvisionedThroughputExceededException",
                                         "TooManyRequestsException" };
    struct aws_error said;

    if (reply->status == 429 || reply->status == 503 || reply->status == 500)
        return true;
    if (reply->status != 400)
        return false;
    aws_error_read(reply, &said);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(said.type, types[i]))
            return true;
    return false;
}

/* Is there time for another try? Then wait for it. */
static bool
wait_for_try(const struct fn_clients *c, int attempt)
{
    const int64_t wait_ms = (int64_t)FIRST_WAIT_MS << attempt;
    const struct timespec nap = { wait_ms / 1000, (long)(wait_ms % 1000) * 1000000 };

    if (attempt + 1 >= TRIES_MAX || fn_clients_left_ms(c) <= wait_ms)
        return false;
    nanosleep(&nap, NULL);
    return true;
}

static enum va_code
read_answer(const struct api *api, const struct http_reply *reply, int32_t *out_faces,
            struct va_err *err)
{
    cJSON *answer = NULL;
    int32_t faces = -1;

    if (reply->status != 200)
        return fn_reply_error(reply, "the API", err);
    answer = cJSON_ParseWithLength(buf_get(&reply->body), reply->body.len);
    faces = api->count(answer);
    cJSON_Delete(answer);
    if (faces < 0)
        return va_fail(err, VA_DATA, "the API's reply has no faces: '%.120s'",
                       buf_get(&reply->body));
    *out_faces = faces;
    return VA_OK;
}

enum va_code
fn_detect(struct fn_clients *c, enum fn_detector detector, const char *image,
          struct fn_calls *calls, struct va_err *err)
{
    const struct api *api = api_of(detector);
    struct http_reply reply;
    struct buf body;
    bool again = true;
    enum va_code code = VA_OK;

    buf_init(&body, BODY_MAX);
    code = make_body(api, image, &body, err);
    for (int attempt = 0; !code && again; attempt++) {
        http_reply_init(&reply);
        code = api->send(c, &body, &reply, err);
        again = !code && slow_down(&reply);
        calls->n_throttled += again;
        calls->n += !again && reply.fate != HTTP_NOT_SENT;
        if (again)
            again = wait_for_try(c, attempt);
        if (!code && !again)
            code = read_answer(api, &reply, &calls->faces, err);
        http_reply_clear(&reply);
    }
    buf_clear(&body);
    return code;
}

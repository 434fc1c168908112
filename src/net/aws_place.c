/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which region, and which host serves a service there. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "net/aws_ini.h"
#include "net/aws_state.h"
#include "net/http_wire.h"

enum { SERVICE_MAX = 64 };

/* Source: botocore's endpoints.json, dnsSuffix of each partition. */
static const struct {
    const char *regions; /* what their names begin with */
    const char *suffix, *dualstack_suffix;
} partitions[] = {
    { "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn" },
    { "us-isob-", "sc2s.sgov.gov", "api.aws.scloud" },
    { "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov" },
    { "us-iso-", "c2s.ic.gov", "api.aws.ic.gov" },
    { "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk" },
    { "eusc-", "amazonaws.eu", "api.amazonwebservices.eu" },
    { "", "amazonaws.com", "api.aws" },
};

/* A region is put into a host's name. */
static bool
is_label(const char *text)
{
    const size_t len = strlen(text);

    return len > 0 && len < 64 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
           text[0] != '-' && text[len - 1] != '-';
}

enum va_code
aws_region(struct aws *a, const char **out, struct va_err *err)
{
    const char *given = a->region;
    enum va_code code = VA_OK;

    if (!*a->region_found) {
        if (!given)
            given = aws_variable(a, "AWS_REGION");
        if (!given)
            given = aws_variable(a, "AWS_DEFAULT_REGION");
        code = given ? VA_OK : aws_files_read(a, err);
        if (code)
            return code;
        if (given)
            snprintf(a->region_found, sizeof a->region_found, "%s", given);
        else
            (void)aws_profile_text(a, "region", a->region_found, sizeof a->region_found);
    }
    if (!*a->region_found) {
        va_fail(err, VA_CONFIG,
                "no AWS region: looked at --region, AWS_REGION, AWS_DEFAULT_REGION and "
                "profile %s",
                aws_profile_name(a));
        va_hint(err, "Try --region us-east-1.");
        return VA_CONFIG;
    }
    if (!is_label(a->region_found)) {
        a->region_found[0] = '\0';
        return va_fail(err, VA_CONFIG, "not an AWS region: it is no name of a host");
    }
    *out = a->region_found;
    return VA_OK;
}

/* How variables and files call a service that is signed for as "logs". */
static const char *
id_of(const char *service)
{
    return strcmp(service, "logs") != 0 ? service : "cloudwatch_logs";
}

static const char *
endpoint_variable(const struct aws *a, const char *service)
{
    char name[SERVICE_MAX + 32];
    const char *value = NULL;

    snprintf(name, sizeof name, "AWS_ENDPOINT_URL_%.*s", SERVICE_MAX, id_of(service));
    for (char *p = name; *p; p++)
        *p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
    value = aws_variable(a, name);
    return value ? value : aws_variable(a, "AWS_ENDPOINT_URL");
}

static bool
endpoint_of_profile(const struct aws *a, const char *service, char *out, size_t size)
{
    char services[AWS_NAME_MAX];
    const struct aws_ini_key key = { .kind = "services",
                                     .section = services,
                                     .key = "endpoint_url",
                                     .under = id_of(service) };

    if (aws_profile_text(a, "services", services, sizeof services) &&
        aws_ini_find(buf_get(&a->config), a->config.len, &key, out, size))
        return true;
    return aws_profile_text(a, "endpoint_url", out, size);
}

/* The endpoint that somebody configured; false: none. */
static bool
configured(const struct aws *a, const char *service, char *out, size_t size)
{
    const char *given = a->endpoint_url;

    if (!given && aws_is_set(a, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                             "ignore_configured_endpoint_urls"))
        return false;
    if (!given)
        given = endpoint_variable(a, service);
    if (!given)
        return endpoint_of_profile(a, service, out, size);
    /* One that is too long is an error, not another endpoint. */
    snprintf(out, size, "%s", strlen(given) < size ? given : "");
    return true;
}

/* The provider's own host of a service. S3 writes its names in another order. */
static void
standard(const struct aws *a, const char *service, const char *region, char *out,
         size_t size)
{
    const bool fips = aws_is_set(a, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
    const bool dual =
        aws_is_set(a, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
    const bool s3 = !strcmp(service, "s3");
    size_t i = 0;

    while (strncmp(region, partitions[i].regions, strlen(partitions[i].regions)) != 0)
        i++;
    snprintf(out, size, "https://%s%s%s.%s.%s", service, fips ? "-fips" : "",
             s3 && dual ? ".dualstack" : "", region,
             dual && !s3 ? partitions[i].dualstack_suffix : partitions[i].suffix);
}

/* libcurl leaves the port out of the Host header when it is the scheme's own. */
static void
drop_usual_port(char *base)
{
    static const char *const usual[][2] = { { "https://", ":443" },
                                            { "http://", ":80" } };
    const size_t len = strlen(base);

    for (size_t i = 0; i < 2; i++) {
        const size_t n = strlen(usual[i][1]);

        if (!strncmp(base, usual[i][0], strlen(usual[i][0])) && len > n &&
            !strcmp(base + len - n, usual[i][1]))
            base[len - n] = '\0';
    }
}

enum va_code
aws_endpoint_read(const char *url, struct aws_endpoint *out, struct va_err *err)
{
    struct aws_endpoint e = { .base = "" };
    struct http_place place;
    const char *path = NULL;
    size_t len = 0;

    if (http_place_read(url, &place, NULL) || strchr(url, '?'))
        return va_fail(err, VA_CONFIG, "the endpoint is not an http or https URL");
    snprintf(e.base, sizeof e.base, "%s", place.text);
    for (char *p = e.base; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    drop_usual_port(e.base);
    snprintf(e.host, sizeof e.host, "%s", strstr(e.base, "://") + 3);
    path = strchr(strstr(url, "://") + 3, '/');
    len = path ? strlen(path) : 0;
    while (len && path[len - 1] == '/')
        len--;
    if (len >= sizeof e.prefix)
        return va_fail(err, VA_CONFIG, "the endpoint is too long");
    memcpy(e.prefix, len ? path : "", len);
    *out = e;
    return VA_OK;
}

enum va_code
aws_endpoint_find(struct aws *a, const char *service, struct aws_endpoint *out,
                  struct va_err *err)
{
    char url[AWS_URL_MAX] = "";
    const char *region = "";
    enum va_code code = aws_files_read(a, err);

    if (!code)
        code = aws_region(a, &region, err);
    if (code)
        return code;
    if (!is_label(service))
        return va_fail(err, VA_USAGE, "not a service of AWS");
    if (!configured(a, service, url, sizeof url))
        standard(a, service, region, url, sizeof url);
    return aws_endpoint_read(url, out, err);
}

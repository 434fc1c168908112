/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed blocks: nothing is lost, few bytes are used, and bad bytes are refused. */
#include "io/pack.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* A row with memory of its own for the texts. */
struct row {
    struct sample s;
    char texts[4][SAMPLE_ID_MAX + 1];
};

static uint64_t state = 88172645463325252u;

static uint64_t
next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int64_t
random_below(int64_t n)
{
    return (int64_t)(next_random() % (uint64_t)n);
}

/* How the rows of one block are made: each column is fixed, absent at times, or wild. */
static int64_t
random_number(int how, int64_t none, int64_t least, int64_t most)
{
    switch (how) {
    case 0:
        return none;
    case 1:
        return least + (most - least) / 3;
    case 2:
        return least + random_below(most - least + 1);
    case 3:
        return random_below(4) ? least + random_below(most < 900 ? most : 900) : none;
    case 4:
        return random_below(50) ? least + random_below(most < 9 ? most : 9)
                                : most - random_below(2);
    default:
        return most -
               (most > 5000000000 ? random_below(5000) * 1000000 : random_below(2));
    }
}

static void
random_text(int how, size_t max, char *out)
{
    static const char *const words[] = { "timeout", "HTTP 500", "\xc3\xa9t\xc3\xa9", "" };
    const uint64_t r = next_random();
    size_t len = 0;

    switch (how) {
    case 0:
        out[0] = '\0';
        break;
    case 1:
        (void)snprintf(out, max + 1, "%s", words[r % 4]);
        break;
    case 2:
        (void)snprintf(out, max + 1, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(r >> 32),
                       (unsigned)(r >> 16 & 0xffff), (unsigned)(r & 0xffff),
                       (unsigned)(r >> 8 & 0xffff),
                       (unsigned long long)(next_random() & 0xffffffffffffULL));
        break;
    default:
        len = (size_t)(r % (max + 1));
        memset(out, 'a' + (int)(r >> 32) % 26, len);
        out[len] = '\0';
        break;
    }
}

static void
random_rows(struct row *rows, int32_t n)
{
    int how[11];
    int text[4];

    for (size_t i = 0; i < 11; i++)
        how[i] = (int)random_below(6);
    for (size_t i = 0; i < 4; i++)
        text[i] = (int)random_below(4);
    for (int32_t i = 0; i < n; i++) {
        struct sample *s = &rows[i].s;

        sample_init(s);
        random_text(text[0] == 2 ? 1 : text[0], SAMPLE_ERROR_MAX, rows[i].texts[0]);
        random_text(text[1], 128, rows[i].texts[1]);
        random_text(text[2], SAMPLE_ID_MAX, rows[i].texts[2]);
        random_text(text[3], SAMPLE_ID_MAX, rows[i].texts[3]);
        s->error = rows[i].texts[0];
        s->cpu = rows[i].texts[1];
        s->instance_id = rows[i].texts[2];
        s->request_id = rows[i].texts[3];
        s->memory_mb = (int32_t)random_number(how[0], 1, 1, SAMPLE_MEMORY_MB_MAX);
        s->n = (int32_t)random_number(how[1], 1, 1, SAMPLE_COUNT_MAX);
        s->cold = (int32_t)random_number(how[2], SAMPLE_NONE, 0, 1);
        s->max_memory_mb =
            (int32_t)random_number(how[3], SAMPLE_NONE, 0, SAMPLE_MEMORY_MB_MAX);
        s->duration_ns =
            random_number(how[4], s->error[0] ? SAMPLE_NONE : 1, 1, SAMPLE_TIME_NS_MAX);
        s->init_ns = random_number(how[5], SAMPLE_NONE, 0, SAMPLE_TIME_NS_MAX);
        s->billed_ms =
            how[6] == 5 && s->duration_ns > 0
                ? (s->duration_ns + 999999) / 1000000
                : random_number(how[6], SAMPLE_NONE, 0, SAMPLE_TIME_NS_MAX / 1000000);
        s->download_ns = random_number(how[7], SAMPLE_NONE, 0, SAMPLE_TIME_NS_MAX);
        s->process_ns = random_number(how[8], SAMPLE_NONE, 0, SAMPLE_TIME_NS_MAX);
        s->upload_ns = random_number(how[9], SAMPLE_NONE, 0, SAMPLE_TIME_NS_MAX);
        s->started_at_ms = random_number(how[10], TIME_UNKNOWN, 0, SAMPLE_STARTED_MS_MAX);
    }
}

static bool
same(const struct sample *a, const struct sample *b)
{
    const int64_t x[] = { a->memory_mb,   a->n,         a->cold,         a->max_memory_mb,
                          a->duration_ns, a->billed_ms, a->init_ns,      a->download_ns,
                          a->process_ns,  a->upload_ns, a->started_at_ms };
    const int64_t y[] = { b->memory_mb,   b->n,         b->cold,         b->max_memory_mb,
                          b->duration_ns, b->billed_ms, b->init_ns,      b->download_ns,
                          b->process_ns,  b->upload_ns, b->started_at_ms };

    return !memcmp(x, y, sizeof x) && !strcmp(a->error, b->error) &&
           !strcmp(a->cpu, b->cpu) && !strcmp(a->instance_id, b->instance_id) &&
           !strcmp(a->request_id, b->request_id);
}

/* Does what was packed come back? */
static bool
comes_back(const struct row *rows, int32_t n, const struct buf *bytes)
{
    struct unpack *u = NULL;
    struct sample s;
    bool all = false;

    sample_init(&s);
    if (unpack_alloc(bytes->data, bytes->len, &u))
        return false;
    all = unpack_rows(u) == n;
    for (int32_t i = 0; i < n && all; i++) {
        unpack_get(u, i, &s);
        all = same(&rows[i].s, &s);
    }
    unpack_free(u);
    return all;
}

/* Pack rows until the block is full; how many went in. */
static int32_t
pack_rows_of(struct pack *p, const struct row *rows, int32_t n, struct buf *out)
{
    int32_t at = 0;

    while (at < n && !pack_is_full(p)) {
        if (pack_add(p, &rows[at].s))
            return -1;
        at++;
    }
    buf_reset(out);
    return pack_encode(p, out) ? -1 : at;
}

static void
test_random(struct row *rows)
{
    struct pack *p = pack_alloc();
    struct buf bytes;
    int back = 0;
    int valid = 0;
    size_t longest = 0;
    enum { ROUNDS = 300 };

    buf_init(&bytes, PACK_BYTES_MAX);
    for (int round = 0; round < ROUNDS; round++) {
        const int32_t n =
            (int32_t)(round % 10 == 0 ? PACK_ROWS_MAX : 1 + random_below(200));
        bool checked = true;
        int32_t packed = 0;

        random_rows(rows, n);
        for (int32_t i = 0; i < n; i++)
            checked = checked && sample_check(&rows[i].s, NULL) == VA_OK;
        valid += checked;
        packed = pack_rows_of(p, rows, n, &bytes);
        back += packed > 0 && comes_back(rows, packed, &bytes);
        longest = bytes.len > longest ? bytes.len : longest;
    }
    IS_INT(valid, ROUNDS, "every random block is made of valid samples");
    IS_INT(back, ROUNDS, "every random block comes back as it was, in order");
    OK(longest < PACK_BYTES_MAX / 2, "no block comes near the limit of its size");
    pack_free(p);
    buf_clear(&bytes);
}

/* As logs have it: few sizes, two decimals, billed rounded up, memory used within 30 MB.
 */
static void
typical_row(struct row *row, int32_t i)
{
    struct sample *s = &row->s;

    sample_init(s);
    s->memory_mb = 128 << random_below(5);
    s->duration_ns = (20000 + random_below(15000)) * (2048 / s->memory_mb) * 10000;
    s->billed_ms = (s->duration_ns + 999999) / 1000000;
    s->max_memory_mb = (int32_t)(70 + random_below(30));
    (void)i;
}

static double
bytes_a_row(struct row *rows, void (*make)(struct row *row, int32_t i))
{
    struct pack *p = pack_alloc();
    struct buf bytes;
    double result = NAN;

    buf_init(&bytes, PACK_BYTES_MAX);
    for (int32_t i = 0; i < PACK_ROWS_MAX; i++)
        make(&rows[i], i);
    if (pack_rows_of(p, rows, PACK_ROWS_MAX, &bytes) == PACK_ROWS_MAX &&
        comes_back(rows, PACK_ROWS_MAX, &bytes))
        result = (double)bytes.len / PACK_ROWS_MAX;
    pack_free(p);
    buf_clear(&bytes);
    return result;
}

static void
cold_row(struct row *row, int32_t i)
{
    typical_row(row, i);
    row->s.init_ns = random_below(5) ? SAMPLE_NONE : random_below(90000) * 10000;
    row->s.cold = row->s.init_ns != SAMPLE_NONE;
    row->s.billed_ms = (row->s.duration_ns + 999999) / 1000000;
    if (row->s.init_ns != SAMPLE_NONE)
        row->s.billed_ms = (row->s.duration_ns + row->s.init_ns + 999999) / 1000000;
}

static void
log_row(struct row *row, int32_t i)
{
    typical_row(row, i);
    row->s.started_at_ms = INT64_C(1790000000000) + i * INT64_C(750) + random_below(400);
    (void)snprintf(row->texts[2], sizeof row->texts[2], "2026/10/08/[$LATEST]%032x",
                   (unsigned)(i / 100));
    row->s.instance_id = row->texts[2];
    random_text(2, SAMPLE_ID_MAX, row->texts[3]);
    row->s.request_id = row->texts[3];
}

static void
hundreds_row(struct row *row, int32_t i)
{
    typical_row(row, i);
    row->s.billed_ms = (row->s.duration_ns + 99999999) / 100000000 * 100;
}

static void
outlier_row(struct row *row, int32_t i)
{
    typical_row(row, i);
    if (i % 100 == 50)
        row->s.duration_ns = INT64_C(900000000000) - i;
    row->s.billed_ms = (row->s.duration_ns + 999999) / 1000000;
}

static void
same_row(struct row *row, int32_t i)
{
    (void)i;
    sample_init(&row->s);
    row->s.memory_mb = 512;
    row->s.duration_ns = 123450000;
}

static void
test_size(struct row *rows)
{
    static const struct {
        const char *what;
        void (*make)(struct row *row, int32_t i);
        double most;
    } kinds[] = {
        { "typical rows (memory, duration, billed, memory used)", typical_row, 5.0 },
        { "rows with cold starts billed", cold_row, 6.0 },
        { "rows billed by 100 ms", hundreds_row, 5.0 },
        { "rows with one timeout in a hundred", outlier_row, 5.0 },
        { "rows of a log with UUIDs, times and instances", log_row, 24.0 },
        { "rows that are all the same", same_row, 0.02 },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const double bytes = bytes_a_row(rows, kinds[i].make);

        OK(bytes <= kinds[i].most, "%s take at most %.2f bytes", kinds[i].what,
           kinds[i].most);
        printf("# %.3f bytes a row\n", bytes);
    }
}

/* Change, cut and lengthen bytes of a good block: never more than a clean refusal, and
 * what is taken is made of valid samples. */
static void
test_hostile(struct row *rows)
{
    struct pack *p = pack_alloc();
    struct buf bytes;
    int taken = 0;
    int bad = 0;
    int cut = 0;
    int tries = 0;

    buf_init(&bytes, PACK_BYTES_MAX);
    for (int round = 0; round < 40; round++) {
        const int32_t n = (int32_t)(1 + random_below(60));
        struct unpack *u = NULL;

        random_rows(rows, n);
        if (pack_rows_of(p, rows, n, &bytes) < 1)
            break;
        for (size_t len = 0; len < bytes.len; len += 1 + bytes.len / 50, tries++) {
            char *exact = malloc(len + 1);

            memcpy(exact, bytes.data, len);
            cut += unpack_alloc(exact, len, &u) == VA_DATA;
            free(exact);
        }
        for (int i = 0; i < 200; i++) {
            const size_t at = (size_t)random_below((int64_t)bytes.len);
            const char old = bytes.data[at];

            bytes.data[at] = (char)random_below(256);
            if (unpack_alloc(bytes.data, bytes.len, &u) == VA_OK)
                taken++;
            else
                bad++;
            unpack_free(u);
            bytes.data[at] = old;
        }
    }
    IS_INT(cut, tries, "no block that is cut short is taken");
    IS_INT(taken + bad, 40 * 200, "a block with a changed byte is taken or refused");
    OK(bad > 1000, "and often refused (%d times)", bad);
    buf_byte(&bytes, '\0');
    OK(!comes_back(rows, 1, &bytes), "a block with a byte too many is refused");
    pack_free(p);
    buf_clear(&bytes);
}

static void
test_refusals(void)
{
    /* version, rows, then 11 columns and 4 texts */
    static const unsigned char none[] = { 1, 0 };
    static const unsigned char many[] = { 1, 0x81, 0x20 }; /* 4097 rows */
    static const unsigned char later[] = { 2, 1 };
    static const unsigned char no_size[] = { 1, 1, 0, 0, 0, 0, 0, 0, 0,
                                             0, 0, 0, 0, 0, 0, 0, 0 };
    /* memory 512, duration 2^53 - 1 ms beyond what a sample may last */
    static const unsigned char long_run[] = {
        1,    1,    1,    0,    0x80, 8, 0, 0, 0, 0, 0, 1, 0, 0xfe, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0x1f, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0,    0,    0
    };
    struct unpack *u = NULL;

    IS_INT(unpack_alloc("", 0, &u), VA_DATA, "no bytes are no block");
    IS_INT(unpack_alloc(none, sizeof none, &u), VA_DATA, "a block without rows is none");
    IS_INT(unpack_alloc(many, sizeof many, &u), VA_DATA, "4097 rows are too many");
    IS_INT(unpack_alloc(later, sizeof later, &u), VA_DATA,
           "a block of another version is refused");
    IS_INT(unpack_alloc(no_size, sizeof no_size, &u), VA_DATA,
           "rows without a size are refused");
    IS_INT(unpack_alloc(long_run, sizeof long_run, &u), VA_DATA,
           "a duration past thirty days is refused");
    OK(u == NULL, "a refused block leaves nothing");
    unpack_free(NULL);
    pack_free(NULL);
}

/* A block is full when its texts are long, before it has all rows. */
static void
test_full(struct row *rows)
{
    struct pack *p = pack_alloc();
    struct buf bytes;
    int32_t packed = 0;

    buf_init(&bytes, PACK_BYTES_MAX);
    for (int32_t i = 0; i < PACK_ROWS_MAX; i++) {
        same_row(&rows[i], i);
        (void)snprintf(rows[i].texts[0], sizeof rows[i].texts[0], "%0200d", i);
        rows[i].s.error = rows[i].texts[0];
        rows[i].s.request_id = rows[i].texts[0];
        rows[i].s.instance_id = rows[i].texts[0];
    }
    packed = pack_rows_of(p, rows, PACK_ROWS_MAX, &bytes);
    OK(packed > 500 && packed < PACK_ROWS_MAX, "long texts fill a block early (%d rows)",
       (int)packed);
    OK(comes_back(rows, packed, &bytes), "and come back");
    IS_INT(pack_rows(p), 0, "an encoded block is empty and ready for more");
    same_row(&rows[0], 0);
    IS_INT(pack_rows_of(p, rows, 1, &bytes), 1, "it takes a row");
    OK(comes_back(rows, 1, &bytes), "that has nothing of the rows before");
    OK(pack_memory_bytes(p) > 0, "its memory can be asked for");
    pack_free(p);
    buf_clear(&bytes);
}

int
main(void)
{
    struct row *rows = calloc(PACK_ROWS_MAX, sizeof *rows);

    if (!rows)
        return 1;
    test_random(rows);
    test_size(rows);
    test_hostile(rows);
    test_refusals();
    test_full(rows);
    free(rows);
    return done();
}

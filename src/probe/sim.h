/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A provider that is simulated, for "vadvise demo": what an invocation does is drawn from
 * the bundled curve of the workload. A draw is made of the seed and the invocation's
 * number in the ledger alone, so a run that was killed goes on in the same series.
 */
#ifndef VA_PROBE_SIM_H
#define VA_PROBE_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/curve.h"

/* Of 1000 invocations; not as often as at a provider: people learn from them here. */
enum { SIM_THROTTLED_OF_1000 = 40, SIM_ERRORS_OF_1000 = 15, SIM_HANGS_OF_1000 = 10 };

/* One environment in so many is on a slower CPU, which takes so many percent longer. */
enum { SIM_SLOW_ONE_IN = 5, SIM_SLOW_PERCENT = 25 };

/* The longest initialisation; what a provider bills of one at most is more. */
enum { SIM_INIT_MAX_MS = 3000 };

enum sim_end { SIM_DONE, SIM_THROTTLED, SIM_ERROR, SIM_OUT_OF_MEMORY, SIM_TIMED_OUT };

struct sim_model {
    int64_t seed;
    const struct curve *curve; /* fitted or published; borrowed */
    int32_t need_mb;           /* a size below it runs out of memory */
};

struct sim_call {
    int64_t invocation;
    int64_t environment; /* the invocation that started the one it runs in */
    int32_t memory_mb;
    int64_t timeout_ms;
};

struct sim_result {
    enum sim_end end;
    double duration_ms; /* of the handler; not for SIM_THROTTLED */
    double init_ms;     /* 0: the environment is warm */
    bool slow;          /* the CPU */
    int32_t used_mb;
};

/* Draw what becomes of an invocation. */
void sim_draw(const struct sim_model *m, const struct sim_call *call,
              struct sim_result *out);

/*
 * The size that is deployed at a simulated function, in a file of the demo's folder: it
 * outlives the process that changes it, as at a provider.
 *
 * db_path   the demo's database; the file is beside it
 * function  its name
 */
enum { SIM_DEPLOYED_MB = 1024 }; /* at first */
enum va_code sim_deployed_read(const char *db_path, const char *function,
                               int32_t *out_memory_mb, struct va_err *err);
enum va_code sim_deployed_write(const char *db_path, const char *function,
                                int32_t memory_mb, struct va_err *err);

#endif

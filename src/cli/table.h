/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every option and every command, once. getopt, help, completion, the configuration file,
 * suggestions and the test of the manual all read these tables.
 */
#ifndef VA_CLI_TABLE_H
#define VA_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/reply.h"
#include "base/err.h"
#include "cli/value.h"

struct cli;

/* clang-format off */
#define CLI_COMMANDS(X) /* id, name, sub-command, operands, function, summary */        \
    X(ADVISE,        "advise",     NULL,    "WORKLOAD",  run_advise,                    \
      "what to run it on, for a goal")                                                  \
    X(LIST,          "list",       NULL,    "",          run_list,                      \
      "the workloads there are")                                                        \
    X(SHOW,          "show",       NULL,    "WORKLOAD",  run_show,                      \
      "one workload: every size, the evidence")                                         \
    X(FIT,           "fit",        NULL,    "WORKLOAD",  run_fit,                       \
      "the curve: its parameters, a row a size")                                        \
    X(COMPARE,       "compare",    NULL,    "WORKLOAD",  run_compare,                   \
      "implementations and platforms side by side")                                     \
    X(STABILITY,     "stability",  NULL,    "WORKLOAD",  run_stability,                 \
      "spread by hour, day, CPU type and size")                                         \
    X(CHECK,         "check",      NULL,    "WORKLOAD",  run_check,                     \
      "does the deployed size meet the goal?")                                          \
    X(PLOT,          "plot",       NULL,    "WORKLOAD",  run_plot,                      \
      "duration and cost by size, as a chart")                                          \
    X(REPORT,        "report",     NULL,    "WORKLOAD",  run_report,                    \
      "everything in one file: a page, Markdown or a picture")                          \
    X(PLAN,          "plan",       NULL,    "WORKLOAD",  run_plan,                      \
      "the next probes worth making, and their price")                                  \
    X(IMPORT,        "import",     NULL,    "[FILE]",    run_import,                    \
      "store measurements; - reads standard input")                                     \
    X(EXPORT,        "export",     NULL,    "WORKLOAD",  run_export,                    \
      "write the measurements of a workload")                                           \
    X(FORGET,        "forget",     NULL,    "WORKLOAD",  run_forget,                    \
      "delete the measurements of a workload")                                          \
    X(PROBE_LIST,    "probe",      "list",  "",          run_probe_list,                \
      "every probe run: what it did, what it spent")                                    \
    X(PROBE_RUN,     "probe",      "run",   "WORKLOAD",  run_probe_run,                 \
      "measure for real: invocations, under a cap")                                     \
    X(PROBE_SHOW,    "probe",      "show",  "ID",        run_probe_show,                \
      "one run: receipt, invocations, changes")                                         \
    X(PROBE_ATTACH,  "probe",      "attach", "ID",       run_probe_attach,              \
      "follow a run, or go on with one that died")                                      \
    X(PROBE_STOP,    "probe",      "stop",  "ID",        run_probe_stop,                \
      "end a run after the invocation in flight")                                       \
    X(PROBE_PAUSE,   "probe",      "pause", "ID",        run_probe_pause,               \
      "let a run send nothing new for now")                                             \
    X(PROBE_CONTINUE, "probe",     "continue", "ID",     run_probe_continue,            \
      "let a run that is paused go on")                                                 \
    X(PROBE_RETRY,   "probe",      "retry", "ID",        run_probe_retry,               \
      "make again what failed in a run, each once")                                     \
    X(PROBE_RESTORE, "probe",      "restore", "[ID]",    run_probe_restore,             \
      "put back what a run changed at a function")                                      \
    X(PRICING_LIST,  "pricing",    "list",  "[NAME]",    run_pricing_list,              \
      "the price tables there are")                                                     \
    X(PRICING_SHOW,  "pricing",    "show",  "NAME",      run_pricing_show,              \
      "the prices of a platform or an API")                                             \
    X(PRICING_SET,   "pricing",    "set",   "[NAME]",    run_pricing_set,               \
      "what if a price were another; NAME/CELL=VALUE is a change")                      \
    X(PRICING_CHECK, "pricing",    "check", "[FILE]",    run_pricing_check,             \
      "check price files against the format")                                           \
    X(FN_PACKAGE,    "fn",         "package", "[TEMPLATE]", run_fn_package,             \
      "make a package of the measurement function")                                     \
    X(FN_TEMPLATES,  "fn",         "templates", "[TEMPLATE]", run_fn_templates,         \
      "what the measurement function can do, or one of that")                           \
    X(DEMO,          "demo",       NULL,    "",          run_demo,                      \
      "the full screen with simulated probes, to learn on: spends nothing")             \
    X(CONFIG,        "config",     NULL,    "",          run_config,                    \
      "the settings in force")                                                          \
    X(DOCTOR,        "doctor",     NULL,    "",          run_doctor,                    \
      "is everything in its place and sound?")                                          \
    X(HELP,          "help",       NULL,    "[COMMAND]", run_help,                      \
      "about vadvise, or about one command")                                            \
    X(COMPLETION,    "completion", NULL,    "SHELL",     run_completion,                \
      "a completion script for bash, zsh or fish")                                      \
    X(SCREEN,        "",           NULL,    "",          run_screen,                    \
      "the full screen, when no command and no goal is given")
/* clang-format on */

enum command_id {
#define X(id, name, sub, operands, run, summary) COMMAND_##id,
    CLI_COMMANDS(X)
#undef X
        COMMAND_COUNT,
    COMMAND_NAMED = COMMAND_SCREEN /* those before it have names */
};

struct command {
    const char *name;
    const char *sub; /* NULL: none */
    const char *operands;
    const char *summary;
    enum va_code (*run)(struct cli *c, struct reply *r, struct va_err *err);
};

enum { EXAMPLES_MAX = 4 };

struct example {
    const char *line, *meaning;
};

/* A command by its number. */
const struct command *command_get(enum command_id id);

/* The number of a command that command_get or command_find gave. */
enum command_id command_id(const struct command *c);

/* Example i of a command; NULL past the last. */
const struct example *command_example(enum command_id id, int i);

/* The command of these words; words is 1 or 2 by then. NULL: there is none. A command
 * that has sub-commands alone is its first one. */
const struct command *command_find(const char *name, const char *sub, int *words);

enum option_group {
    GROUP_GOAL,
    GROUP_SCOPE,
    GROUP_PRICE,
    GROUP_DATA,
    GROUP_PROBE,
    GROUP_OUTPUT,
    GROUP_SCREEN,
    GROUP_GENERAL,
    GROUP_COUNT
};

/* Where else an option may be set. */
enum {
    SET_NOWHERE = 0,
    SET_ENV = 1,     /* VADVISE_NAME */
    SET_USER = 2,    /* the user's configuration file */
    SET_PROJECT = 4, /* ./.vadvise: nothing that redirects what is written */
    SET_SECTION = 8, /* also in a [workload NAME] section */
    SET_ALL = SET_ENV | SET_USER | SET_PROJECT | SET_SECTION,
    SET_FILES = SET_ENV | SET_USER | SET_PROJECT
};

/* clang-format off */
#define ON(command) (UINT64_C(1) << COMMAND_##command)
#define ON_SCREEN (ON(SCREEN) | ON(DEMO))
#define ON_GOAL                                                                         \
    (ON(ADVISE) | ON(COMPARE) | ON(CHECK) | ON(PLOT) | ON(STABILITY) | ON(REPORT) |     \
     ON(PRICING_SET))
#define ON_MEASURE (ON(PLAN) | ON(PROBE_RUN))
#define ON_AIM (ON_GOAL | ON_MEASURE)
#define ON_PROBE (ON(PROBE_RUN) | ON(PROBE_ATTACH) | ON(PROBE_RETRY))
#define ON_ASK (ON_GOAL | ON(SHOW) | ON(FIT))
#define ON_LIST (ON_ASK | ON(LIST) | ON_SCREEN)
#define ON_PRICE (ON_LIST | ON(PRICING_SHOW))
#define ON_ONE (ON_ASK | ON(IMPORT) | ON(EXPORT) | ON(FORGET))
#define ON_PROFILE (ON_ASK | ON(IMPORT) | ON(FORGET))
#define ON_ALL (UINT64_MAX >> (64 - COMMAND_COUNT))
#define ON_FN (ON(FN_PACKAGE) | ON(FN_TEMPLATES))
#define ON_ANSWER (ON_ALL & ~(ON(HELP) | ON(COMPLETION) | ON_FN | ON_SCREEN))
#define ON_DOCUMENT (ON_ANSWER & ~ON(EXPORT))

/* id, name, letter, argument, kind, group, commands, settings, help */
#define CLI_OPTIONS(X)                                                                  \
    X(BUDGET, "budget", 'b', "USD", FREE, GOAL,                                         \
      ON_AIM, SET_ALL,                                                                  \
      "most an invocation may cost: 0.002, 2000/1M, 500/month; none: no limit")         \
    X(LATENCY, "latency", 'l', "TIME", FREE, GOAL,                                      \
      ON_AIM | ON(LIST), SET_ALL,                                                       \
      "most it may take: 50s, 500ms, 1.5m, a bare number is ms; none: no limit")        \
    X(STAT, "stat", 0, "WORD", STAT, GOAL,                                              \
      ON_LIST | ON_MEASURE, SET_ALL,                                                    \
      "what duration and latency mean: mean, p50 (default), p95, p99")                  \
    X(OBJECTIVE, "objective", 0, "WORD", OBJECTIVE, GOAL,                               \
      ON(ADVISE) | ON(LIST) | ON(COMPARE) | ON(PLOT) | ON(REPORT) | ON(PRICING_SET) |   \
      ON_MEASURE, SET_ALL,                                                              \
      "what is best within the goal: cheapest, fastest, balanced[:WEIGHT of cost]")     \
    X(MIN_RECALL, "min-recall", 0, "RATIO", FREE, GOAL,                                 \
      ON_AIM, SET_ALL,                                                                  \
      "only implementations that state at least this recall, 0 to 1; none")             \
    X(CONFIDENCE, "confidence", 0, "PERCENT", FREE, GOAL,                               \
      ON_AIM, SET_ALL,                                                                  \
      "how sure the safe pick is to meet the goal (default 95)")                        \
    X(WORKLOAD, "workload", 'w', "NAME", WORKLOAD, SCOPE,                               \
      ON_ONE | ON_MEASURE, SET_FILES,                                                   \
      "the workload, as an operand would name it")                                      \
    X(PLATFORM, "platform", 0, "LIST", PLATFORM, SCOPE,                                 \
      ON_PROFILE | ON_LIST | ON_MEASURE, SET_ALL,                                       \
      "only these platforms; all: no limit (import: where it ran)")                     \
    X(IMPLEMENTATION, "implementation", 0, "LIST", FREE, SCOPE,                         \
      ON_PROFILE | ON_LIST | ON_MEASURE, SET_ALL,                                       \
      "only these implementations; all: no limit (import: what ran)")                   \
    X(REGION, "region", 0, "NAME", FREE, SCOPE,                                         \
      ON_PROFILE | ON_LIST | ON(PRICING_SHOW) | ON_MEASURE, SET_ALL,                    \
      "region of the prices and the profiles")                                          \
    X(ARCH, "arch", 0, "WORD", ARCH, SCOPE,                                             \
      ON_LIST, SET_ALL,                                                                 \
      "only platforms of this architecture: x86, arm")                                  \
    X(MEMORY, "memory", 'm', "LIST", FREE, SCOPE,                                       \
      ON_ASK | ON(PRICING_SHOW) | ON(IMPORT) | ON_MEASURE, SET_NOWHERE,                 \
      "only these sizes in MB: 512,1024 or 128-3008:64 (import: the size it ran at)")   \
    X(NOW, "now", 0, "MB", FREE, SCOPE,                                                 \
      ON_ASK | ON(IMPORT), SET_ALL,                                                     \
      "the size deployed today (import: stored with the workload)")                     \
    X(WITHIN_MEASURED, "within-measured", 0, NULL, NONE, SCOPE,                         \
      ON_LIST, SET_ALL,                                                                 \
      "only sizes that were measured")                                                  \
    X(EXTRAPOLATE, "extrapolate", 0, NULL, NONE, SCOPE,                                 \
      ON_LIST, SET_ALL,                                                                 \
      "also sizes outside the measured range")                                          \
    X(COLD_SHARE, "cold-share", 0, "RATIO", FREE, SCOPE,                                \
      ON_LIST, SET_ALL,                                                                 \
      "how many start cold: 0.05, 5%, 0: none, seen: as in the samples (default)")      \
    X(VOLUME, "volume", 0, "N", FREE, PRICE,                                            \
      ON_LIST | ON(IMPORT) | ON_MEASURE, SET_ALL,                                       \
      "invocations: 250000 (a month), 10k/day, 3/s (import: stored with the workload)") \
    X(FREE_TIER, "free-tier", 0, NULL, NONE, PRICE,                                     \
      ON_LIST, SET_ALL,                                                                 \
      "count the free tier; needs --volume")                                            \
    X(AS_OF, "as-of", 0, "DATE", FREE, PRICE,                                           \
      ON_PRICE | ON_MEASURE, SET_ALL,                                                   \
      "prices of that day, YYYY-MM-DD (default today)")                                 \
    X(PRICING, "pricing", 0, "TABLE", FREE, PRICE,                                      \
      ON_PRICE | ON_MEASURE, SET_ALL,                                                   \
      "this price table instead of the one in force")                                   \
    X(PRICE_AS, "price-as", 0, "PLATFORM", PLATFORM, PRICE,                             \
      ON_LIST | ON_MEASURE, SET_ALL,                                                    \
      "price profiles that have no price, such as local ones, as this platform")        \
    X(BILLING, "billing", 0, "STEP", BILLING, PRICE,                                    \
      ON_PRICE, SET_ALL,                                                                \
      "what if durations were billed in steps of 1ms or 100ms? none: as sold")          \
    X(SET, "set", 0, "CHANGE", FREE, PRICE,                                             \
      ON_PRICE | ON(PRICING_LIST), SET_NOWHERE,                                         \
      "what if a price were another? aws-lambda-x86/GB-s=0.00001; may be repeated")     \
    X(KEEP, "keep", 0, NULL, NONE, PRICE,                                               \
      ON(PRICING_SET), SET_NOWHERE,                                                     \
      "write the changed prices as price files of your own")                            \
    X(FROM, "from", 0, "FORMAT", FROM, DATA,                                            \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "format of the input (default auto)")                                             \
    X(SKIP_BAD, "skip-bad", 0, NULL, NONE, DATA,                                        \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "leave bad rows out and count them, instead of storing nothing")                  \
    X(EMULATES, "emulates", 0, "PLATFORM", PLATFORM, DATA,                              \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "the platform that local samples stand for")                                      \
    X(API, "api", 0, "NAME", FREE, DATA,                                                \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "the external API that the implementation calls")                                 \
    X(CALLS, "calls", 0, "N", FREE, DATA,                                               \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "calls of that API per invocation (default 1)")                                   \
    X(RECALL, "recall", 0, "RATIO", FREE, DATA,                                         \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "the implementation's recall, 0 to 1")                                            \
    X(TARGET, "target", 0, "WORD", TARGET, DATA,                                        \
      ON(FN_PACKAGE), SET_NOWHERE,                                                      \
      "what the package is for: lambda (a zip), cloud-run (an image), local (a folder)")\
    X(FFMPEG, "ffmpeg", 0, "FILE", FILE, DATA,                                          \
      ON(FN_PACKAGE), SET_NOWHERE,                                                      \
      "the ffmpeg to take along, with its libraries")                                   \
    X(WITH, "with", 0, "FILE", FILE, DATA,                                              \
      ON(FN_PACKAGE), SET_NOWHERE,                                                      \
      "another program, library or file to take along; may be given several times")     \
    X(LOGS, "logs", 0, "FUNCTION", FREE, DATA,                                          \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "import the logs of this AWS Lambda function instead of a file")                  \
    X(SINCE, "since", 0, "TIME", FREE, DATA,                                            \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "logs from then on: 14d (ago, the default), 36h, 2026-10-08T07:30Z")              \
    X(UNTIL, "until", 0, "TIME", FREE, DATA,                                            \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "logs before that time (default now)")                                            \
    X(VIA, "via", 0, "WORD", VIA, DATA,                                                 \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "filter: every report (default); insights: counted by the provider")              \
    X(LOG_GROUP, "log-group", 0, "NAME", FREE, DATA,                                    \
      ON(IMPORT), SET_NOWHERE,                                                          \
      "the log group, when it is not the function's own")                               \
    X(DRY_RUN, "dry-run", 'n', NULL, NONE, DATA,                                        \
      ON(IMPORT) | ON(FORGET) | ON(PROBE_RUN), SET_NOWHERE,                             \
      "say what would be stored, deleted or invoked; change nothing")                   \
    X(YES, "yes", 0, NULL, NONE, DATA,                                                  \
      ON(FORGET) | ON_PROBE, SET_NOWHERE,                                               \
      "do not ask before deleting or spending; a cap is needed all the same")           \
    X(LIKE, "like", 0, "NAME", LIKE, PROBE,                                             \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "a fixed plan of others: paper, power-tuning, parrotfish (its first samples)")    \
    X(FUNCTION, "function", 0, "NAME", FREE, PROBE,                                     \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "the AWS Lambda function: a name or an ARN, perhaps with :QUALIFIER")             \
    X(URL, "url", 0, "URL", FREE, PROBE,                                                \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "where a Google function answers; {memory} stands for the size")                  \
    X(EMULATE, "emulate", 0, "PLATFORM", PLATFORM, PROBE,                               \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "local: with the CPU and memory of that platform (default aws-lambda-x86)")       \
    X(RUNS, "runs", 0, "N", FREE, PROBE,                                                \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "invocations of each size, at most where the sizes are chosen (default 10)")      \
    X(PAYLOAD, "payload", 0, "FILE", FILE, PROBE,                                       \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "send its content; several are taken in turn, by weight with FILE:WEIGHT")        \
    X(MAX_SPEND, "max-spend", 0, "USD", FREE, PROBE,                                    \
      ON_MEASURE | ON(PROBE_RETRY), SET_NOWHERE,                                        \
      "the cap: everything in flight counts in full, and it is never passed")           \
    X(TARGET_REGRET, "target-regret", 0, "RATIO", FREE, PROBE,                          \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "measure until the pick is expected this near to the best (default 1.5%)")        \
    X(TIMEOUT, "timeout", 0, "TIME", FREE, PROBE,                                       \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "most that an invocation takes, where the provider does not tell")                \
    X(COLD, "cold", 0, NULL, NONE, PROBE,                                               \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "every invocation from a cold start")                                             \
    X(DROP_FIRST, "drop-first", 0, NULL, NONE, PROBE,                                   \
      ON_MEASURE, SET_NOWHERE,                                                          \
      "the first invocation of a size only warms it up")                                \
    X(ALIAS_ONLY, "alias-only", 0, NULL, NONE, PROBE,                                   \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "change nothing at the function: measure the versions it has")                    \
    X(REDEPLOY, "redeploy", 0, NULL, NONE, PROBE,                                       \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "Google: set the sizes by deploying the one function again")                      \
    X(EVERY, "every", 0, "TIME", FREE, PROBE,                                           \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "all of it again so often, under the one cap; needs --for and --memory")          \
    X(FOR, "for", 0, "TIME", FREE, PROBE,                                               \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "how long it is repeated: 24h, 7d")                                               \
    X(APPLY, "apply", 0, NULL, NONE, PROBE,                                             \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "afterwards set the function to the size picked; 'probe restore' undoes it")      \
    X(DETACH, "detach", 0, NULL, NONE, PROBE,                                           \
      ON_PROBE, SET_NOWHERE,                                                            \
      "do not wait for it: 'probe attach' follows it later")                            \
    X(ABANDON, "abandon", 0, NULL, NONE, PROBE,                                         \
      ON(PROBE_STOP), SET_NOWHERE,                                                      \
      "do not wait for the invocation in flight, which may still be billed")            \
    X(PROFILE, "profile", 0, "NAME", FREE, PROBE,                                       \
      ON(PROBE_RUN) | ON(IMPORT), SET_NOWHERE,                                          \
      "of the AWS configuration, for region and credentials")                           \
    X(PROJECT, "project", 0, "NAME", FREE, PROBE,                                       \
      ON(PROBE_RUN), SET_NOWHERE,                                                       \
      "of Google Cloud, for the function's logs")                                       \
    X(ENDPOINT_URL, "endpoint-url", 0, "URL", FREE, PROBE,                              \
      ON(PROBE_RUN) | ON(IMPORT), SET_NOWHERE,                                          \
      "send requests there instead of to the provider")                                 \
    X(SPEND, "spend", 0, "WORD", SPEND, PROBE,                                          \
      ON_PROBE | ON(SCREEN), SET_ENV | SET_USER,                                        \
      "ask (default), or never: no run that costs money is started")                    \
    X(PLAIN_YES, "plain-yes", 0, "USD", FREE, PROBE,                                    \
      ON_PROBE | ON_SCREEN, SET_ENV | SET_USER,                                         \
      "below it a yes starts a run, above it the cap is typed (default 0.01)")          \
    X(FORGET_RUN, "run", 0, "ID", RUN, DATA,                                            \
      ON(FORGET), SET_NOWHERE,                                                          \
      "only the samples of this probe run; what it spent stays in the ledger")          \
    X(SAMPLES, "samples", 0, NULL, NONE, DATA,                                          \
      ON(LIST), SET_NOWHERE,                                                            \
      "also the bundled sample workloads when there are own ones")                      \
    X(SORT, "sort", 0, "WORD", SORT, OUTPUT,                                            \
      ON(LIST), SET_FILES,                                                              \
      "list by name (default), saving, cost, worth of a probe, sure, samples")          \
    X(BY, "by", 0, "WORD", BY, OUTPUT,                                                  \
      ON(COMPARE), SET_NOWHERE,                                                         \
      "set side by side: platform (default), region, architecture, era of prices")      \
    X(LIMIT, "limit", 0, "N", FREE, OUTPUT,                                             \
      ON(LIST), SET_NOWHERE,                                                            \
      "list only so many workloads; totals are of all")                                 \
    X(DEEP, "deep", 0, NULL, NONE, DATA,                                                \
      ON(DOCTOR), SET_NOWHERE,                                                          \
      "check every page of the database, which takes longer")                           \
    X(SVG, "svg", 0, NULL, NONE, OUTPUT,                                                \
      ON(PLOT) | ON(REPORT), SET_NOWHERE,                                               \
      "an SVG drawing instead of text")                                                 \
    X(CHART, "chart", 0, "WORD", CHART, OUTPUT,                                         \
      ON(PLOT) | ON(REPORT), SET_FILES,                                                 \
      "what is drawn by memory: duration (default), cost, both")                        \
    X(AXES, "axes", 0, "WORD", AXES, OUTPUT,                                            \
      ON(PLOT), SET_FILES,                                                              \
      "log-log (default), lin-lin or log-lin: memory, then the other")                  \
    X(ZOOM, "zoom", 0, "SIZES", FREE, OUTPUT,                                           \
      ON(PLOT), SET_NOWHERE,                                                            \
      "only these sizes, MB: 1690-1730; the steps of billing show")                     \
    X(HTML, "html", 0, NULL, NONE, OUTPUT, ON(REPORT), SET_NOWHERE,                     \
      "one page of HTML, which is what a report is without a format (default)")         \
    X(WITH_IDS, "with-ids", 0, NULL, NONE, OUTPUT, ON(REPORT), SET_NOWHERE,             \
      "keep account numbers, ARNs and names of functions")                              \
    X(SHOW_ORIGIN, "show-origin", 0, NULL, NONE, OUTPUT,                                \
      ON(CONFIG), SET_NOWHERE,                                                          \
      "where each setting comes from")                                                  \
    X(TEMPLATE, "template", 0, NULL, NONE, OUTPUT,                                      \
      ON(CONFIG), SET_NOWHERE,                                                          \
      "a configuration file to start from, every key explained")                        \
    X(JSON, "json", 0, NULL, NONE, OUTPUT,                                              \
      ON_ANSWER | ON_FN, SET_NOWHERE,                                                   \
      "short for --format json")                                                        \
    X(FORMAT, "format", 'f', "FORMAT", FORMAT, OUTPUT,                                  \
      ON_ANSWER, SET_FILES,                                                             \
      "text, plain, csv, tsv, json, ndjson, markdown; export: csv, jsonl, power-tuning")\
    X(FIELDS, "fields", 0, "LIST", FREE, OUTPUT,                                        \
      ON_DOCUMENT, SET_NOWHERE,                                                         \
      "only these fields, by path: pick.memory_mb; implies plain without a format")     \
    X(OUTPUT, "output", 'o', "FILE", FILE, OUTPUT,                                      \
      ON_ALL & ~ON_SCREEN, SET_NOWHERE,                                                 \
      "write there instead of standard output; the file appears whole or not at all")   \
    X(LINEAR, "linear", 0, NULL, NONE, SCREEN,                                          \
      ON_SCREEN, SET_FILES,                                                             \
      "ask and answer in lines: for screen readers, and where no full screen can be")   \
    X(THEME, "theme", 0, "NAME", THEME, SCREEN,                                         \
      ON_SCREEN, SET_FILES,                                                             \
      "colours: default, light, high-contrast, mono, or a file of your own")            \
    X(NO_MOUSE, "no-mouse", 0, NULL, NONE, SCREEN,                                      \
      ON_SCREEN, SET_FILES,                                                             \
      "leave the mouse to the terminal")                                                \
    X(SEED, "seed", 0, "N", FREE, SCREEN,                                               \
      ON(DEMO), SET_NOWHERE,                                                            \
      "what the simulated probes draw from (default 1): the same again")                \
    X(QUIET, "quiet", 'q', NULL, NONE, GENERAL,                                         \
      ON_ALL, SET_FILES,                                                                \
      "no hints and no progress on standard error")                                     \
    X(VERBOSE, "verbose", 'v', NULL, NONE, GENERAL,                                     \
      ON_ALL, SET_NOWHERE,                                                              \
      "say on standard error which files are used")                                     \
    X(COLOR, "color", 0, "WHEN", COLOR, GENERAL,                                        \
      ON_ALL, SET_FILES,                                                                \
      "auto (default), always or never")                                                \
    X(SYMBOLS, "symbols", 0, "WORD", SYMBOLS, GENERAL,                                  \
      ON(PLOT) | ON_SCREEN, SET_FILES,                                                  \
      "what charts are drawn with: braille (default), quadrant, ascii")                 \
    X(ASCII, "ascii", 0, NULL, NONE, GENERAL,                                           \
      ON_ALL, SET_FILES,                                                                \
      "only ASCII characters in text")                                                  \
    X(NO_INPUT, "no-input", 0, NULL, NONE, GENERAL,                                     \
      ON_ALL & ~ON_SCREEN, SET_FILES,                                                   \
      "never ask; what would ask fails")                                                \
    X(READ_ONLY, "read-only", 0, NULL, NONE, GENERAL,                                   \
      ON_ALL, SET_FILES,                                                                \
      "never change the database")                                                      \
    X(DB, "db", 0, "FILE", FILE, GENERAL,                                               \
      ON_ALL & ~ON(DEMO), SET_ENV | SET_USER,                                           \
      "the database")                                                                   \
    X(CONFIG, "config", 0, "FILE", FILE, GENERAL,                                       \
      ON_ALL, SET_ENV,                                                                  \
      "the user's configuration file")                                                  \
    X(HELP, "help", 'h', NULL, NONE, GENERAL,                                           \
      ON_ALL, SET_NOWHERE,                                                              \
      "this text, or a command's; --help=json for programs")                            \
    X(VERSION, "version", 'V', NULL, NONE, GENERAL,                                     \
      ON_ALL, SET_NOWHERE,                                                              \
      "the version")
/* clang-format on */

enum option_id {
#define X(id, name, letter, argument, kind, group, commands, settings, help) OPTION_##id,
    CLI_OPTIONS(X)
#undef X
        OPTION_COUNT
};

struct option_spec {
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* NULL: a flag */
    enum value_kind kind;
    enum option_group group;
    uint64_t commands; /* bit per command_id */
    uint32_t settings; /* SET_ flags */
    const char *help;
};

/* An option by its number. */
const struct option_spec *option_get(enum option_id id);

/* Does the command take the option? */
bool option_taken_by(enum option_id id, enum command_id command);

/* May it be given several times, or as a list with commas? */
bool option_is_list(enum option_id id);

/* The option of that long name; OPTION_COUNT: none. */
enum option_id option_find(const char *name);

enum { VARIABLE_MAX = 48, TITLE_MAX = 32 };

/* "VADVISE_MIN_RECALL"; buf holds VARIABLE_MAX bytes. Returns buf. */
char *option_variable(char *buf, enum option_id id);

/* "pricing list"; buf holds TITLE_MAX bytes. Returns buf. */
char *command_title(char *buf, const struct command *c);

/* "Goal", "Which configurations", ... */
const char *option_group_title(enum option_group g);

#endif

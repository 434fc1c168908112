/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands and the examples that --help and the manual show. */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "cli/table.h"

static const struct command commands[COMMAND_COUNT] = {
#define X(id, name, sub, operands, run, summary) { name, sub, operands, summary, run },
    CLI_COMMANDS(X)
#undef X
};

/* clang-format off */
static const struct example examples[COMMAND_COUNT][EXAMPLES_MAX] = {
    [COMMAND_ADVISE] = {
        { "vadvise advise facedetect --budget 0.002", "the fastest size for that money" },
        { "vadvise -w facedetect --latency 50s --stat p95",
          "the cheapest that is fast enough" },
        { "vadvise -w facedetect -l 50s --fields pick.memory_mb",
          "one number, for a script" },
        { "vadvise -w transcode -b 500/month --volume 1M --json",
          "a monthly budget, as JSON" },
    },
    [COMMAND_LIST] = {
        { "vadvise list", "every workload with its evidence" },
        { "vadvise list --samples --json", "bundled ones too, as data" },
        { "vadvise list --sort saving --limit 20", "where most is to be saved" },
    },
    [COMMAND_SHOW] = {
        { "vadvise show facedetect", "every size: duration, spread, cost" },
        { "vadvise show facedetect -f csv -o sizes.csv", "the same as a file" },
    },
    [COMMAND_FIT] = {
        { "vadvise fit facedetect", "the curve's forms and how well they fit" },
        { "vadvise fit facedetect -m 512,1024,1708 -f csv",
          "predictions for some sizes" },
    },
    [COMMAND_COMPARE] = {
        { "vadvise compare facedetect", "local models and APIs side by side" },
        { "vadvise compare facedetect --volume 250000 -l 60s", "with tiers, and a goal" },
        { "vadvise compare transcode --by region", "the same in every region" },
        { "vadvise compare transcode --by era", "as each dated price table bills it" },
    },
    [COMMAND_STABILITY] = {
        { "vadvise stability transcode-720p", "what makes its durations vary" },
        { "vadvise stability transcode-720p -m 512 --json", "one size, as data" },
    },
    [COMMAND_CHECK] = {
        { "vadvise check facedetect -m 2048 --budget 0.003", "exit status 0: it fits" },
        { "vadvise check facedetect -m 1024 --latency 50s",
          "exit status 8: it is too slow" },
    },
    [COMMAND_PLOT] = {
        { "vadvise plot facedetect", "a chart in the terminal" },
        { "vadvise plot facedetect --svg -o facedetect.svg", "a drawing" },
    },
    [COMMAND_REPORT] = {
        { "vadvise report facedetect -b 0.002 -o facedetect.html", "a page to pass on" },
        { "vadvise report facedetect -b 0.002 -f markdown", "for a pull request" },
        { "vadvise report facedetect --svg -o chart.svg", "the chart alone" },
    },
    [COMMAND_PLAN] = {
        { "vadvise plan resize --max-spend 0.10", "what to measure of a new function" },
        { "vadvise plan transcode --like power-tuning --timeout 60s",
          "what others would measure, and its price" },
        { "vadvise plan transcode -m 512,1024 --runs 10 --json", "sizes of your own" },
    },
    [COMMAND_IMPORT] = {
        { "vadvise import samples.csv -w thumbs --platform aws-lambda-x86",
          "a CSV of measurements" },
        { "aws logs tail /aws/lambda/thumbs --since 7d | vadvise import - -w thumbs",
          "REPORT lines from a pipe" },
        { "vadvise import --logs thumbs --since 14d",
          "what AWS logged of the function thumbs" },
        { "vadvise import samples.csv -w thumbs --platform gcf-gen1 --dry-run",
          "look first" },
    },
    [COMMAND_EXPORT] = {
        { "vadvise export thumbs -o thumbs.csv", "CSV that import reads" },
        { "vadvise export thumbs -f jsonl", "JSON Lines" },
    },
    [COMMAND_FORGET] = {
        { "vadvise forget thumbs --dry-run", "how much would go" },
        { "vadvise forget thumbs --platform local --yes",
          "only what ran here, without asking" },
        { "vadvise forget thumbs --run 1 --dry-run", "what one probe run measured" },
    },
    [COMMAND_PROBE_LIST] = {
        { "vadvise probe list", "the runs there are, and what is left to put back" },
    },
    [COMMAND_PROBE_RUN] = {
        { "vadvise probe run thumbs -- ./thumbs cat.jpg",
          "on this machine, at the CPU shares of AWS Lambda" },
        { "vadvise probe run thumbs --function thumbs --max-spend 0.05",
          "an AWS Lambda function, the sizes chosen as it goes" },
        { "vadvise probe run thumbs --function thumbs -m 512,1024 --runs 10 -n",
          "look first: the plan and its price" },
        { "vadvise probe run thumbs --platform gcf-gen2 --url URL --max-spend 0.05",
          "a Google Cloud Run function" },
    },
    [COMMAND_PROBE_SHOW] = {
        { "vadvise probe show 1", "what run 1 did and what it cost" },
        { "vadvise probe show 1 --json", "the same as data" },
    },
    [COMMAND_PROBE_ATTACH] = {
        { "vadvise probe attach 1", "follow run 1" },
    },
    [COMMAND_PROBE_STOP] = {
        { "vadvise probe stop 1", "after the invocation in flight" },
        { "vadvise probe stop 1 --abandon", "at once" },
    },
    [COMMAND_PROBE_PAUSE] = {
        { "vadvise probe pause 1", "what is in flight ends; nothing new is sent" },
    },
    [COMMAND_PROBE_CONTINUE] = {
        { "vadvise probe continue 1", "under the same cap" },
    },
    [COMMAND_PROBE_RETRY] = {
        { "vadvise probe retry 1", "under its cap, or afterwards as a plan" },
    },
    [COMMAND_PROBE_RESTORE] = {
        { "vadvise probe restore", "all runs that nobody works on" },
        { "vadvise probe restore 1", "what run 1 changed, also by --apply" },
    },
    [COMMAND_PRICING_LIST] = {
        { "vadvise pricing list", "every table and its date" },
        { "vadvise pricing list aws-lambda-x86", "those of one platform" },
    },
    [COMMAND_PRICING_SHOW] = {
        { "vadvise pricing show aws-lambda-x86", "today's prices" },
        { "vadvise pricing show aws-lambda-x86 --as-of 2019-02-01 -m 1024",
          "those of a day" },
    },
    [COMMAND_PRICING_SET] = {
        { "vadvise pricing set aws-lambda-x86", "what can be changed, by name" },
        { "vadvise pricing set aws-lambda-x86/GB-s=0.00001 -w facedetect",
          "what it would do to a pick" },
        { "vadvise advise facedetect -b 0.002 --set aws-lambda-x86/GB-s=0.00001",
          "any answer by it" },
    },
    [COMMAND_PRICING_CHECK] = {
        { "vadvise pricing check", "every installed file and overlay" },
        { "vadvise pricing check ./vision.json", "one file" },
    },
    [COMMAND_FN_PACKAGE] = {
        { "vadvise fn package transcode --target lambda", "a zip for AWS Lambda" },
        { "vadvise fn package facedetect-vision --target cloud-run", "an image" },
    },
    [COMMAND_FN_TEMPLATES] = {
        { "vadvise fn templates", "what it can be told to do" },
        { "vadvise fn templates transcode > transcode.json", "one, to be changed" },
    },
    [COMMAND_DEMO] = {
        { "vadvise demo", "P plans a probe, which is simulated" },
        { "vadvise demo --seed 7", "other results, the same each time" },
    },
    [COMMAND_CONFIG] = {
        { "vadvise config --show-origin", "each setting and where it comes from" },
        { "vadvise config --template", "a configuration file to start from" },
    },
    [COMMAND_DOCTOR] = {
        { "vadvise doctor", "what is installed, where the data are" },
        { "vadvise doctor --deep --json", "read every page of the database" },
    },
    [COMMAND_HELP] = {
        { "vadvise help", "all commands and options" },
        { "vadvise help compare", "one command" },
    },
    [COMMAND_SCREEN] = {
        { "vadvise", "the full screen" },
        { "vadvise --linear", "the same, in lines" },
    },
    [COMMAND_COMPLETION] = {
        { "eval \"$(vadvise completion bash)\"", "for this shell" },
        { "vadvise completion fish > ~/.config/fish/completions/vadvise.fish",
          "for good" },
    },
};
/* clang-format on */

const struct command *
command_get(enum command_id id)
{
    return &commands[id];
}

enum command_id
command_id(const struct command *c)
{
    return (enum command_id)(c - commands);
}

const struct example *
command_example(enum command_id id, int i)
{
    return i < EXAMPLES_MAX && examples[id][i].line ? &examples[id][i] : NULL;
}

const struct command *
command_find(const char *name, const char *sub, int *words)
{
    const struct command *first = NULL;

    for (int i = 0; i < COMMAND_NAMED; i++) {
        const struct command *c = &commands[i];

        if (strcmp(c->name, name) != 0)
            continue;
        if (!first)
            first = c;
        if (c->sub && sub && !strcmp(c->sub, sub)) {
            *words = 2;
            return c;
        }
    }
    *words = 1;
    return first;
}

char *
command_title(char *buf, const struct command *c)
{
    snprintf(buf, TITLE_MAX, "%s%s%s", c->name, c->sub ? " " : "", c->sub ? c->sub : "");
    return buf;
}

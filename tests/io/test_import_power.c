/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of AWS Lambda Power Tuning results and links. */
#include "import_case.h"

#define W "w default aws-lambda-x86 "
#define WARNING "each size is an average of an unknown number of runs; it counts as one"
#define LINK                                                                             \
    "https://lambda-power-tuning.show/#gAAAAgAE;AAB6RAAAcEMAAEhD;lb9WNFnZgDSVv9Y0"
#define THREE W "128MB 1000.000000\n" W "512MB 240.000000\n" W "1024MB 200.000000\n"
#define POWER_CASE                                                                       \
    .defaults = { .workload = "w" }, .from = IMPORT_AUTO, .format = IMPORT_POWER_TUNING

static const struct import_case accepted[] = {
    { POWER_CASE, .name = "statistics of every size are read",
      .input = "{\"power\":\"512\",\"cost\":2.4e-7,\"duration\":240,\"stateMachine\":{"
               "\"executionCost\":0.00038,\"lambdaCost\":3e-05,\"visualization\":\"" LINK
               "\"},\"stats\":[{\"value\":128,\"averagePrice\":2e-7,\"averageDuration\":"
               "472.455},{\"value\":\"256\",\"averagePrice\":2e-7,\"averageDuration\":"
               "262.1467}]}",
      .samples = W "128MB 472.455000\n" W "256MB 262.146700\n", .warning = WARNING },
    { POWER_CASE, .name = "without statistics the link carries the curve",
      .input = "{\"power\":512,\"cost\":2.4e-7,\"duration\":240,\"stateMachine\":{"
               "\"visualization\":\"" LINK "\"}}",
      .samples = THREE, .warning = WARNING },
    { POWER_CASE, .name = "what describe-execution prints is unwrapped",
      .input =
          "{\"status\":\"SUCCEEDED\",\"output\":\"{\\\"power\\\":512,\\\"stateMachine"
          "\\\":{\\\"visualization\\\":\\\"" LINK "\\\"}}\"}",
      .samples = THREE, .warning = WARNING },
    { POWER_CASE, .name = "the link alone is enough", .input = "\n " LINK " \n",
      .samples = THREE, .warning = WARNING },
    { POWER_CASE, .name = "a link that was percent-encoded is read",
      .input =
          "https://lambda-power-tuning.show/?currency=USD#gAAAAgAE%3BAAB6RAAAcEMAAEhD"
          "%3blb9WNFnZgDSVv9Y0",
      .samples = THREE, .warning = WARNING },
    { POWER_CASE, .name = "a single size has padding, present or stripped",
      .input = "https://lambda-power-tuning.show/#ACg%3D;AAB6RA;lb9WNA==",
      .samples = W "10240MB 1000.000000\n", .warning = WARNING },
};

static const struct import_case refused[] = {
    { POWER_CASE, .name = "a result without sizes is refused",
      .input = "{\"power\":\"512\",\"cost\":2.4e-7,\"duration\":240}",
      .error = "in: neither 'stats' nor a 'visualization' link: no sizes to learn",
      .hint = "includeOutputResults" },
    { POWER_CASE, .name = "a size of no memory is refused",
      .input = "{\"stateMachine\":{},\"stats\":[{\"value\":128,\"averageDuration\":1},{"
               "\"value\":0,\"averageDuration\":1}]}",
      .samples = W "128MB 1.000000\n",
      .error = "in: stats[1]: value: 0 is no memory size in MB" },
    { POWER_CASE, .name = "a duration that is none is refused",
      .input = "{\"stats\":[{\"value\":128,\"averageDuration\":null}]}",
      .error = "in: stats[0]: averageDuration: nan ms is out of range" },
    { POWER_CASE, .name = "a duration past all numbers is refused",
      .input = "{\"stats\":[{\"value\":128,\"averageDuration\":1e999}]}",
      .error = "in: stats[0]: averageDuration: nan ms is out of range" },
    { POWER_CASE, .name = "a link cut short is refused",
      .input = "https://lambda-power-tuning.show/#gAAAAgAE;AAB6RAAAcEMAAEhD",
      .error = "in: link: not three base64 parts after '#'" },
    { POWER_CASE, .name = "a link with parts of different lengths is refused",
      .input = "https://lambda-power-tuning.show/#gAAAAgAE;AAB6RAAAcEM;lb9WNFnZgDSVv9Y0",
      .error = "in: link: its three parts do not fit together" },
    { POWER_CASE, .name = "a link with a negative size is refused",
      .input = "https://lambda-power-tuning.show/#gP8=;AAB6RA==;lb9WNA==",
      .error = "in: link: -128 is no memory size" },
    { POWER_CASE, .name = "a link with a duration that is no number is refused",
      .input = "https://lambda-power-tuning.show/#gAA=;AADAfw==;lb9WNA==",
      .error = "in: link: 128 MB has no duration above 0" },
    { POWER_CASE, .name = "a link that compares functions is refused",
      .input = LINK ";gAAAAgAE;AAB6RAAAcEMAAEhD;lb9WNFnZgDSVv9Y0",
      .error = "in: link: more than one function's curve" },
    { POWER_CASE, .name = "a character that is no base64 is refused",
      .input = "https://lambda-power-tuning.show/#gA!A;AAB6RA==;lb9WNA==",
      .error = "in: link: not three base64 parts after '#'" },
};

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    return done();
}

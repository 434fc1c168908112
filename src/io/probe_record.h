/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a probe run as a record; private to src/io/probe*.c. */
#ifndef VA_IO_PROBE_RECORD_H
#define VA_IO_PROBE_RECORD_H

#include "io/record.h"

extern const struct record probe_facts_record; /* of struct probe_facts */

#endif

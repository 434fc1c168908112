/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The advice for people. */
#ifndef VA_APP_ADVISE_TEXT_H
#define VA_APP_ADVISE_TEXT_H

#include "app/field.h"
#include "app/reply.h"

/* Write r->text and r->hints for an answer, feasible or not. */
void advise_text(struct reply *r, const struct field *f,
                 const struct advise_request *request, const struct advice *a);

#endif

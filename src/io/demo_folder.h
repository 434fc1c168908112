/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder of a demo: its database, its price overlays, what its screen remembers. It
 * is the user's alone (0700), and is gone when the demo is.
 */
#ifndef VA_IO_DEMO_FOLDER_H
#define VA_IO_DEMO_FOLDER_H

#include "base/err.h"

struct demo_folder;

/* In a folder of that name everything of a demo lies. */
#define DEMO_DATABASE "vadvise.db"

/*
 * Make one below base. What demos that were killed left there is removed: folders of the
 * same name, owner and mode that hold the file of a demo, which nobody has locked, and
 * whose runs nobody works on. VA_IO with the reason, VA_NOMEM.
 */
enum va_code demo_folder_open(const char *base, struct demo_folder **out,
                              struct va_err *err);

/* Borrowed until the end. */
const char *demo_folder_path(const struct demo_folder *f);

/* End the runs of its database, whoever carries them out: what is simulated has nothing
 * to be put back. Then remove the folder. NULL allowed. */
void demo_folder_close(struct demo_folder *f);

#endif

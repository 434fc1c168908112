/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal answers when it is asked about itself. */
#ifndef VA_TUI_REPLY_H
#define VA_TUI_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reply_kind {
    REPLY_CURSOR,     /* CSI row ; column R */
    REPLY_MODE,       /* CSI ? mode ; state $ y */
    REPLY_DEVICE,     /* CSI ? ... c: asked last, so everything before was answered */
    REPLY_BACKGROUND, /* OSC 11 ; rgb:rr/gg/bb */
    REPLY_OTHER       /* nothing that was asked */
};

struct reply_seen {
    enum reply_kind kind;
    int32_t column, row; /* of the cursor, from 0 */
    int32_t mode, state; /* state: 0 not known, 1 set, 2 reset, 3 and 4 for ever so */
    uint32_t rgb;        /* of the background, 0xrrggbb */
};

/* A control sequence taken apart: CSI private parameters intermediates final. */
enum { CSI_PARAMETERS_MAX = 8, CSI_VALUE_MAX = 65535 };

struct csi {
    char private;                              /* '?', '<', '=' or '>'; 0: none */
    int32_t n, parameters[CSI_PARAMETERS_MAX]; /* those left out are 0 */
    char intermediate;                         /* 0: none */
    char final;
};

/* Take apart the len bytes from ESC [ to the final one. False when they are none. */
bool csi_parse(const char *bytes, size_t len, struct csi *out);

/* What a control sequence answers; REPLY_OTHER when it is no answer. */
void reply_from_csi(const struct csi *c, struct reply_seen *out);

/* What an operating system command answers; text is between ESC ] and its end. */
void reply_from_osc(const char *text, size_t len, struct reply_seen *out);

#endif

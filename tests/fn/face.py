# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a face that detectors take for one, as a picture in PGM on standard output."""
import math
import sys

WIDTH, HEIGHT, X, Y = 320, 240, 160, 120


def inside(x, y, across, down, half_width, half_height):
    """Below 1 inside of an ellipse, measured from the middle of the face."""
    return ((x - X - across) / half_width) ** 2 + ((y - Y - down) / half_height) ** 2


def shade(x, y):
    value = 110 + 8 * math.sin(x / 7) + 6 * math.cos(y / 5)
    head = inside(x, y, 0, 0, 62, 82)
    if head > 1:
        return value
    value = 205 - 40 * head ** 2
    if inside(x, y, 0, -55, 64, 34) <= 1 and y < Y - 52:
        value = 60  # hair
    for side in (-1, 1):
        socket = inside(x, y, side * 25, -14, 20, 12)
        if socket <= 1:
            value = min(value, 150 - 60 * (1 - socket))
        if inside(x, y, side * 25, -14, 10, 6) <= 1:
            value = 50  # eye
        if inside(x, y, side * 25, -29, 17, 4) <= 1:
            value = 60  # brow
        if inside(x, y, side * 8, 20, 5, 4) <= 1:
            value = 110  # nostril
        if inside(x, y, side * 30, 14, 14, 16) <= 1:
            value = max(value, 215)  # cheek
    if abs(x - X) < 7 and Y - 22 < y < Y + 18:
        value = 228  # nose
    if inside(x, y, 0, 42, 24, 7) <= 1:
        value = 85  # mouth
    return value


sys.stdout.buffer.write(b"P5 %d %d 255\n" % (WIDTH, HEIGHT) + bytes(
    max(0, min(255, int(shade(x, y)))) for y in range(HEIGHT) for x in range(WIDTH)))

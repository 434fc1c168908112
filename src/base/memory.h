/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a process that stays open for hours holds of the system's memory. */
#ifndef VA_BASE_MEMORY_H
#define VA_BASE_MEMORY_H

/*
 * Large blocks stay apart from the heap from now on: what is freed goes back to the
 * system, and of tables with room for many sizes only what is used is ever held. Left to
 * itself glibc would put into the heap whatever is smaller than the largest block it saw
 * freed. Does nothing with other C libraries.
 */
void memory_keep_large_apart(void);

/*
 * Give back what an earlier, deeper call or a freed block left behind: free pages of the
 * heap, and what lies unused below this frame of the main thread's stack. A fit needs a
 * quarter of a MiB of stack; it would be held for as long as the program runs. Takes some
 * microseconds, and again when the memory is next needed. Main thread only. Does nothing
 * where the system has no way to.
 */
void memory_give_back(void);

#endif

# SPDX-License-Identifier: GPL-3.0-or-later
# So many hours of runs: three CPU types, slow hours before noon, a cold start a day.
BEGIN {
    print "memory_mb,duration_ms,cpu,cold,started_at,implementation"
    split("E5-2666 v3,E5-2676 v3,E5-2686 v4", cpu, ",")
    factor[1] = 1; factor[2] = 1.2; factor[3] = 1.43
    for (hour = 0; hour < hours; hour++)
        for (run = 0; run < runs; run++)
            for (size = 512; size <= 2048; size *= 2) {
                k = (hour * 7 + run * 5 + size / 512) % 3 + 1
                ms = 20000000 / size * (size > 1024 ? 1 + (factor[k] - 1) / 6 : factor[k])
                if (hour % 24 >= 9 && hour % 24 <= 11) ms *= 1.15
                cold = hour % 24 == 0 && run == 0
                printf "%d,%d,%s,%d,%.0f,ffmpeg\n", size, ms * (cold ? 2 : 1) + run, cpu[k], cold,
                    1548374400000 + hour * 3600000 + run * 3600000 / runs
            }
}

# SPDX-License-Identifier: GPL-3.0-or-later
# A fleet for measurements: `samples` workloads x 7 sizes x 10 runs as CSV, and with facts=1
# what is deployed, how often, as workload files. Functions that memory speeds up, some up
# to a knee or with a part that it does not, run at sizes that somebody picked once.
function gauss(sum, i) {
    sum = 0
    for (i = 0; i < 12; i++)
        sum += rand()
    return sum - 6
}
BEGIN {
    srand(7)
    n_sizes = split("128 256 512 1024 1536 2048 3008", lambda, " ")
    split("128 256 512 1024 2048 4096 8192", google, " ")
    n_platforms = split("aws-lambda-x86 aws-lambda-arm aws-lambda-x86 gcf-gen2", platforms, " ")
    print facts ? "[" : "workload,platform,memory_mb,duration_ms"
    for (w = 1; w <= workloads; w++) {
        name = sprintf("service-%05d", w)
        platform = platforms[1 + int(rand() * n_platforms)]
        slope = 0.2 + rand()
        base = exp(3 + 7 * rand())
        fixed = rand() < 0.5 ? base * rand() / 5 : 0
        knee = rand() < 0.5 ? 400 + 3000 * rand() : 1e6
        now = 2 + int(rand() * 6)
        volume = int(exp(7 + 11 * rand()))
        for (i = 1; i <= n_sizes; i++) {
            mb = platform ~ /gcf/ ? google[i] : lambda[i]
            level = (fixed + base * exp(-slope * log((mb < knee ? mb : knee) / 128))) * exp(0.04 * gauss())
            for (k = 0; k < 10; k++) {
                ms = level * exp(0.06 * gauss())
                if (!facts)
                    printf "%s,%s,%d,%.3f\n", name, platform, mb, ms
            }
            if (facts && i == now)
                printf "%s{\"schema\":\"vadvise.workload/1\",\"workload\":\"%s\",\"now_mb\":%d,\"volume_per_month\":%d}\n",
                       (w > 1 ? "," : ""), name, mb, volume
        }
    }
    if (facts)
        print "]"
}

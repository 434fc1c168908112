#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure ffmpeg transcoding under emulated AWS Lambda CPU shares and memory limits.

usage: transcode-720p.py OUT.csv [--rounds N] [--sizes 128,192,...]

Each run is one process in a cgroup (v1, needs root) whose CPU quota is memory / 1769 of
one core per 20 ms period, as Lambda gives one vCPU at 1769 MB, and whose memory limit is
the size. Rounds are the outer loop and the order of sizes is shuffled in every round, so
a slow spell of the machine falls on all sizes alike. A run that the memory limit kills is
written as a failure (column `error`), never as a duration. Rows appear as they are
measured: vadvise CSV, one row an invocation.
"""
import argparse
import csv
import datetime
import os
import random
import subprocess
import tempfile
import time

MB_PER_VCPU = 1769
PERIOD_US = 20000
CPU_WEIGHT = 16384  # keeps other work on the machine out of the way
CPU_ROOT = "/sys/fs/cgroup/cpu/vadvise-measure"
MEM_ROOT = "/sys/fs/cgroup/memory/vadvise-measure"
CLIP = ("-f lavfi -i mandelbrot=size=1280x720:rate=24:maxiter=200 -t 6"
        " -c:v libx264 -preset medium -b:v 4M -pix_fmt yuv420p").split()
JOB = "-c:v libx264 -preset medium -b:v 1M -threads 2".split()
COLUMNS = ["workload", "implementation", "platform", "emulates", "memory_mb", "duration_ms",
           "max_memory_mb", "cold", "error", "cpu", "started_at"]


def put(path, value):
    with open(path, "w") as f:
        f.write(str(value))


def cpu_model():
    with open("/proc/cpuinfo") as f:
        fields = dict(line.split(":", 1) for line in f if ":" in line)
    fields = {k.strip(): v.strip() for k, v in fields.items()}
    return "%s family %s model %s" % (fields["model name"], fields["cpu family"], fields["model"])


def limit(size_mb):
    os.makedirs(CPU_ROOT, exist_ok=True)
    os.makedirs(MEM_ROOT, exist_ok=True)
    put(CPU_ROOT + "/cpu.shares", CPU_WEIGHT)
    put(CPU_ROOT + "/cpu.cfs_period_us", PERIOD_US)
    put(CPU_ROOT + "/cpu.cfs_quota_us", PERIOD_US * size_mb // MB_PER_VCPU)
    put(MEM_ROOT + "/memory.limit_in_bytes", size_mb << 20)


def enter():
    put(CPU_ROOT + "/cgroup.procs", os.getpid())
    put(MEM_ROOT + "/cgroup.procs", os.getpid())


def run(clip, out, size_mb):
    limit(size_mb)
    started = datetime.datetime.now(datetime.timezone.utc)
    t0 = time.monotonic_ns()
    child = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", "-y", "-threads", "2", "-i", clip]
                             + JOB + [out], preexec_fn=enter)
    _, status, usage = os.wait4(child.pid, 0)
    ms = (time.monotonic_ns() - t0) / 1e6
    child.returncode = os.waitstatus_to_exitcode(status)
    error = ""
    if child.returncode == -9:
        error = "out of memory"
    elif child.returncode:
        error = "exit status %d" % child.returncode
    return {"memory_mb": size_mb, "duration_ms": "%.2f" % ms, "cold": 0, "error": error,
            "max_memory_mb": (usage.ru_maxrss + 1023) // 1024,
            "started_at": started.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("out")
    a.add_argument("--rounds", type=int, default=10)
    a.add_argument("--sizes", default="192,256,320,384,512,640,768,1024,1280,1536,1769,2048,2560,3008")
    a = a.parse_args()
    sizes = [int(s) for s in a.sizes.split(",")]
    order = random.Random(1)
    base = {"workload": "transcode-720p", "implementation": "ffmpeg", "platform": "local",
            "emulates": "aws-lambda-x86", "cpu": cpu_model()}
    with tempfile.TemporaryDirectory() as work, open(a.out, "w", newline="") as f:
        clip = work + "/clip.mp4"
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y"] + CLIP + [clip], check=True)
        rows = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        rows.writeheader()
        for _ in range(a.rounds):
            for size_mb in order.sample(sizes, len(sizes)):
                rows.writerow(dict(base, **run(clip, work + "/out.mp4", size_mb)))
                f.flush()
    os.rmdir(CPU_ROOT)
    os.rmdir(MEM_ROOT)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures the server's CPU time per request, directly, behind usher and behind nginx, in interleaved rounds, and prints
a Markdown table. Runs inside the container. CPU time is that of every server process, user and system, from
/proc/PID/stat; wrk's own does not count."""
import os, re, statistics, subprocess, sys

ROUNDS = int(os.environ.get("ROUNDS", 5))
SECONDS = int(os.environ.get("SECONDS_PER_ROUND", 3))
TICK_MICROS = 1_000_000 / os.sysconf("SC_CLK_TCK")
FRONTS = {  # port, the units that take part
    "direct": (8080, ["bench-direct.service"]),
    "usher": (80, ["usher.service", "bench.service"]),
    "nginx": (8081, ["bench-nginx.service", "bench-direct.service"]),
}
LOADS = {"keep-alive": [], "new connection each": ["-H", "Connection: close"]}

def processes(unit):
    main = subprocess.check_output(["systemctl", "show", "--value", "-p", "MainPID", unit], text=True).strip()
    children = subprocess.run(["pgrep", "-P", main], capture_output=True, text=True).stdout.split()
    return [main, *children]

def cpu_micros(units):
    ticks = 0
    for process in (p for unit in units for p in processes(unit)):
        with open(f"/proc/{process}/stat") as stat:
            ticks += sum(int(field) for field in stat.read().rpartition(")")[2].split()[11:13])  # utime, stime: proc(5)
    return ticks * TICK_MICROS

def measure(front, load, seconds):
    port, units = FRONTS[front]
    before = cpu_micros(units)
    url = f"http://127.0.0.1:{port}/bench/"
    report = subprocess.check_output(
        ["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", *LOADS[load], url], text=True)
    if "Non-2xx" in report or "Socket errors" in report:
        sys.exit(f"{front}, {load}: not every request was answered:\n{report}")
    requests = int(re.search(r"(\d+) requests in", report)[1])
    rate = float(re.search(r"Requests/sec: +([0-9.]+)", report)[1])
    return (cpu_micros(units) - before) / requests, rate, re.search(r"99% +(\S+)", report)[1]

for front, (port, _) in FRONTS.items():  # starts what is not running
    subprocess.check_output(["curl", "-sSf", "-m", "20", f"http://127.0.0.1:{port}/bench/"])
results = {(front, load): [] for load in LOADS for front in FRONTS}
for front, load in results:
    measure(front, load, 1)  # warms up
for number in range(ROUNDS):
    for front, load in results:
        results[front, load].append(measure(front, load, SECONDS))
        print(f"round {number + 1}, {load}, {front}: %.1f µs, %.0f/s, p99 %s" % results[front, load][-1], file=sys.stderr)

def median(front, load, column):
    return statistics.median(row[column] for row in results[front, load])

print(f"Server CPU and throughput, median of {ROUNDS} interleaved rounds of {SECONDS} s; wrk, 32 connections, one thread; "
      f"{os.cpu_count()} processors; ratios to direct.\n")
print("| per request | " + " | ".join(FRONTS) + " |\n|---|" + "---|" * len(FRONTS))
for load in LOADS:
    for column, title, form in (0, "CPU µs", "{:.1f}"), (1, "requests/s", "{:,.0f}"):
        cells = (form.format(median(f, load, column)) + f" (×{median(f, load, column) / median('direct', load, column):.2f})"
                 for f in FRONTS)
        print(f"| {load}, {title} | " + " | ".join(cells) + " |")

#!/usr/bin/env python3
"""Measures the server's CPU time per request directly, behind usher, behind the limit of usher's design (dispatcher.c),
behind nginx and HAProxy, and behind usher's relay, in interleaved rounds; that of files from usher-static and nginx; and
the dispatcher's behind a balancer of connections; then the memory of the dispatcher, the relay and usher-static. Prints
Markdown, ratios first. Runs inside the container. CPU time is that of every server process, user and system, from
/proc/PID/stat; wrk's does not count. ONLY=HAProxy,relay or ONLY=files or ONLY=balancers leaves out the others, and the
dispatcher's memory."""
import os, re, statistics, subprocess, sys, time

ROUNDS = int(os.environ.get("ROUNDS", 5))
SECONDS = int(os.environ.get("SECONDS_PER_ROUND", 3))
WARM_UP = 5  # seconds: until the compilers rest, whose time is no cost of a request
TICK_MICROS = 1_000_000 / os.sysconf("SC_CLK_TCK")
FRONTS = {  # where to ask, the units that take part
    "direct": ("127.0.0.1:8080/bench/", ["bench-direct.service"]),
    "usher": ("127.0.0.1:80/bench/", ["usher.service", "bench.service"]),
    "C limit": ("127.0.0.1:8082/bench/", ["bench-limit.service", "bench-limit-app.service"]),
    "nginx": ("127.0.0.1:8081/bench/", ["bench-nginx.service", "bench-direct.service"]),
    "HAProxy": ("127.0.0.1:8083/bench/", ["bench-haproxy.service", "bench-direct.service"]),
    "HAProxy own": ("127.0.0.1:8087/bench/", ["bench-haproxy.service", "bench-relayed.service"]),
    "relay": ("127.0.0.2:80/bench/", ["usher.service", "usher-relay.service", "bench-relayed.service"]),
}
LOADS = {"keep-alive": ("", []), "new connection each": ("", ["-H", "Connection: close"])}
ONLY = os.environ.get("ONLY", "")
FILES = {  # who serves the same files, and the units that take part
    "nginx": ("127.0.0.1:8084/files/", ["bench-nginx.service"]),
    "usher-static": ("127.0.0.1:80/files/", ["usher.service", "usher-static@files.service"]),
}
FILE_LOADS = {
    "1 KiB, keep-alive": ("1k.html", []),
    "100 KiB, keep-alive": ("100k.bin", []),
    "1 KiB, new connection each": ("1k.html", ["-H", "Connection: close"]),
}
BALANCED = {  # the dispatcher behind HAProxy, which passes the octets on
    "no header": ("127.0.0.1:8085/bench/", ["usher.service"]),
    "PROXY v2": ("127.0.0.1:8086/bench/", ["usher.service"]),
}
BALANCED_LOADS = {"behind a balancer, new connection each": LOADS["new connection each"]}
if ONLY:
    FRONTS = {front: FRONTS[front] for front in ONLY.split(",") if front in FRONTS}
    FILES = FILES if "files" in ONLY.split(",") else {}
    BALANCED = BALANCED if "balancers" in ONLY.split(",") else {}
GROUPS = [(FRONTS, LOADS), (FILES, FILE_LOADS), (BALANCED, BALANCED_LOADS)]
PAIRS = 5  # with and without a header, in each round: two measurements of one load differ by more than a header costs
CONNECTIONS = 100_000
ROUTE_UNITS, ROUTES = 200, 10_000  # bench-routes@.socket claims fifty prefixes each

def show(unit, property):
    return subprocess.check_output(["systemctl", "show", "--value", "-p", property, unit], text=True).strip()

def processes(unit):
    main = show(unit, "MainPID")
    children = subprocess.run(["pgrep", "-P", main], capture_output=True, text=True).stdout.split()
    return [main, *children]

def cpu_micros(units):
    ticks = 0
    for process in (p for unit in units for p in processes(unit)):
        with open(f"/proc/{process}/stat") as stat:
            ticks += sum(int(field) for field in stat.read().rpartition(")")[2].split()[11:13])  # utime, stime: proc(5)
    return ticks * TICK_MICROS

def load(url, options, seconds):
    """Returns how many requests were answered, how many a second, and the 99th percentile of their times."""
    report = subprocess.check_output(["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", *options, f"http://{url}"], text=True)
    if "Non-2xx" in report or "Socket errors" in report:
        sys.exit(f"{url}: not every request was answered:\n{report}")
    rate = float(re.search(r"Requests/sec: +([0-9.]+)", report)[1])
    return int(re.search(r"(\d+) requests in", report)[1]), rate, re.search(r"99% +(\S+)", report)[1]

def measure(fronts, front, file, options, seconds):
    url, units = fronts[front]
    dispatcher = [unit for unit in units if unit == "usher.service"]
    before, dispatcher_before = cpu_micros(units), cpu_micros(dispatcher)
    requests, rate, p99 = load(url + file, options, seconds)
    return (cpu_micros(units) - before) / requests, rate, p99, (cpu_micros(dispatcher) - dispatcher_before) / requests

def get(url):
    subprocess.check_output(
        ["curl", "-sSf", "-m", "20", "--retry", "20", "--retry-delay", "1", "--retry-connrefused", f"http://{url}"])

def memory(unit="usher.service"):
    """Returns RSS and PSS of a service in MB, once its compilers rest: what they leave is given back in five seconds."""
    time.sleep(12)
    text = open(f"/proc/{show(unit, 'MainPID')}/smaps_rollup").read()
    return [int(re.search(rf"^{name}: +(\d+) kB", text, re.M)[1]) / 1024 for name in ("Rss", "Pss")]

def restart():
    """Restarts the dispatcher, which leaves its archive of classes at its end, and waits for its first handoff."""
    subprocess.check_call(["systemctl", "restart", "usher.service"])
    get(FRONTS["usher"][0])

def connect(count):
    """Has the dispatcher hand off so many connections."""
    done = 0
    while done < count:
        done += load(FRONTS["usher"][0], LOADS["new connection each"][1], 3)[0]

def routes():
    """Holds what the dispatcher keeps with many routes in force."""
    subprocess.check_call(["systemctl", "start", *(f"bench-routes@{i}.socket" for i in range(1, ROUTE_UNITS + 1))])
    for _ in range(600):
        if show("usher.service", "StatusText").startswith(f"{ROUTES + 3} routes"):
            break
        time.sleep(0.1)
    else:
        sys.exit("not all routes are in force: " + show("usher.service", "StatusText"))
    connect(10_000)
    held[f"the same process with {ROUTES:,} routes"] = memory()
    restart()
    held[f"started with {ROUTES:,} routes"] = memory()

os.makedirs("/srv/usher/files", exist_ok=True)
for file, size in ("1k.html", 1024), ("100k.bin", 100 * 1024):
    open(f"/srv/usher/files/{file}", "wb").write(b"x" * size)
asked = [url for group in (FRONTS, BALANCED) for url, _ in group.values()]
for url in *asked, *(url + "1k.html" for url, _ in FILES.values()):
    get(url)  # starts what is not running
held = {}
if not ONLY:
    restart()
    held["after start"] = memory()
    connect(CONNECTIONS)
    held[f"after {CONNECTIONS:,} connections"] = memory()

order = [(fronts, front, name, loads[name]) for fronts, loads in GROUPS for name in loads for front in fronts]
results = {(front, name): [] for _, front, name, _ in order}
for fronts, front, _, load_by in order:
    measure(fronts, front, *load_by, WARM_UP)
for number in range(ROUNDS):
    for fronts, front, name, load_by in order + (PAIRS - 1) * [entry for entry in order if entry[0] is BALANCED]:
        results[front, name].append(measure(fronts, front, *load_by, SECONDS))
        print(f"round {number + 1}, {name}, {front}: %.1f µs, %.0f/s, p99 %s" % results[front, name][-1][:3], file=sys.stderr)
if "relay" in FRONTS:
    held["the relay, after the rounds"] = memory("usher-relay.service")
    status = open(f"/proc/{show('usher-relay.service', 'MainPID')}/status").read()
    print("The relay at its peak: %d MB." % (int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024))
if FILES:
    held["usher-static, after the rounds"] = memory("usher-static@files.service")
if not ONLY:
    held["after the rounds"] = memory()
    routes()

def median(front, name, column):
    return statistics.median(row[column] for row in results[front, name])

print(f"Median of {ROUNDS} interleaved rounds of {SECONDS} s; wrk, 32 connections, one thread; {os.cpu_count()} processors.\n")
for name in LOADS if FRONTS else ():
    print(f"| {name} | " + " | ".join(FRONTS) + " |\n|---|" + "---|" * len(FRONTS))
    for base in (front for front in ("direct", "C limit", "nginx", "HAProxy", "HAProxy own") if front in FRONTS):
        cells = ("%.2f" % (median(front, name, 0) / median(base, name, 0)) for front in FRONTS)
        print(f"| CPU, × {base} | " + " | ".join(cells) + " |")
    if "direct" in FRONTS:
        print("| requests/s, × direct | " + " | ".join(
            "%.2f" % (median(front, name, 1) / median("direct", name, 1)) for front in FRONTS) + " |")
    for column, title, form in (
            (0, "CPU µs a request", "{:.1f}"), (3, "of that the dispatcher", "{:.1f}"), (1, "requests/s", "{:,.0f}")):
        print(f"| {title} | " + " | ".join(form.format(median(front, name, column)) for front in FRONTS) + " |")
    print()
if FILES:
    print("| files: CPU, × nginx (µs) | " + " | ".join(FILE_LOADS) + " |\n|---|" + "---|" * len(FILE_LOADS))
for front in FILES:
    print(f"| {front} | " + " | ".join("%.2f (%.1f)" % (
        median(front, name, 0) / median("nginx", name, 0), median(front, name, 0)) for name in FILE_LOADS) + " |")
for name in BALANCED_LOADS if BALANCED else ():
    added = statistics.median(b[3] - a[3] for a, b in zip(*(results[front, name] for front in BALANCED)))
    print(f"\nThe dispatcher {name}: " + ", ".join(f"{front} %.1f µs" % median(front, name, 3) for front in BALANCED)
          + f"; a header adds {added:.1f} µs, median of the rounds.")
print("\n| the dispatcher's memory | RSS, MB | PSS, MB |\n|---|---|---|")
for when, (rss, pss) in held.items():
    print(f"| {when} | {rss:.1f} | {pss:.1f} |")

"""Makes RATE requests a second, each on a connection of its own and for one of the paths in turn, until it is told to
stop on its standard input, and writes what became of each, and "begun" after the first: when it began and ended in nanoseconds of CLOCK_MONOTONIC,
the path, and the body of the answer; or its status, if that is not 200, or the error.   steady.py RATE FILE PATH…"""
import os, select, socket, sys, time

rate, record, paths = float(sys.argv[1]), open(sys.argv[2], "w"), sys.argv[3:]
begun = time.monotonic()
made = 0
while not select.select([0], [], [], 0)[0]:
    due = begun + made / rate
    time.sleep(max(0, due - time.monotonic()))
    path = paths[(made * 7 + os.getpid()) % len(paths)]
    made += 1
    start = time.monotonic_ns()
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", 80), timeout=30) as client:
            client.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode())
            while octets := client.recv(65536):
                answer += octets
        body = answer.partition(b"\r\n\r\n")[2].decode()
        status = answer[9:12].decode()
        what = body if status == "200" else status or "empty"
    except OSError as error:
        what = type(error).__name__
    print(start, time.monotonic_ns(), path, what, file=record)
    if made == 1: print("begun", flush=True)
record.close()

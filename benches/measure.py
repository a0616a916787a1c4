"""Runs one command in a process of its own and prints what it took: exit code, wall time, peak memory.

A process by itself, and a small one: the kernel counts the memory of the process that starts another into the peak of the one
started, so it must not be the harness, which holds tables and problems.
"""

import json
import os
import signal
import sys
import time


def main():
    limit, out, err, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            for path, number in [(out, 1), (err, 2)]:
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
            os.execvp(command[0], command)
        finally:
            # Only reached when there is nothing to run.
            os._exit(127)
    killed = False
    while True:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            break
        if not killed and time.perf_counter() - began > float(limit):
            killed = True
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)
    # Linux counts in KiB, macOS in bytes.
    per_mib = 1024 if sys.platform.startswith("linux") else 1024 * 1024
    print(json.dumps({
        "exit": os.waitstatus_to_exitcode(status),
        "killed": killed,
        "wall_seconds": round(time.perf_counter() - began, 3),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_mib": round(usage.ru_maxrss / per_mib, 1),
    }))


if __name__ == "__main__":
    main()

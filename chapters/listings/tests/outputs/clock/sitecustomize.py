"""The clock that the test gives to a Python listing: it moves when the program waits, and only then.

Python imports this module at its start, because the test puts its folder on PYTHONPATH. An event loop whose next
timer is due in 50 ms moves the clock by 50 ms and goes on at once, as tokio's paused clock does. So what a listing
prints does not depend on how busy the machine is. A listing that a reader runs has real time.

While another thread runs, or a child process, time is real, because it may be waited for.

Ctrl-C is a KeyboardInterrupt even if the test was started in the background, where shells have it ignored.
"""

import selectors
import signal
import threading
import time

# How far waiting has moved the clock, in seconds.
waited = 0.0
began = time.monotonic()
real_now, real_sleep = time.monotonic, time.sleep

signal.signal(signal.SIGINT, signal.default_int_handler)


def now():
    global waited
    # A microsecond for each look at the clock: of two timers of the same length, the one set first is due first.
    waited += 1e-6
    return began + waited


def in_real_time(wait, *arguments):
    global waited
    before = real_now()
    try:
        return wait(*arguments)
    finally:
        waited += real_now() - before


def alone():
    return threading.active_count() == 1


def sleep(seconds):
    global waited
    if alone() and seconds >= 0:
        waited += seconds
    else:
        in_real_time(real_sleep, seconds)


def paused(select):
    def paused_select(self, timeout=None):
        global waited
        if not alone():
            return in_real_time(select, self, timeout)
        if timeout is None or timeout <= 0:
            return select(self, timeout)
        # What this process has sent to itself may need a moment to arrive.
        ready = select(self, min(timeout, 0.002))
        if not ready:
            waited += timeout
        return ready

    return paused_select


time.sleep = sleep
time.monotonic = time.perf_counter = now
for kind in {selectors.DefaultSelector, selectors.SelectSelector}:
    kind.select = paused(kind.select)

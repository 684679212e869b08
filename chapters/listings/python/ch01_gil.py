# measures
# ANCHOR: main
import threading
import time

counter = 0
enough = False


def count():
    global counter
    while not enough:
        counter += 1


def watch():
    seen = last = 0
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        if counter != last:
            seen += 1
            last = counter
    return seen


thread = threading.Thread(target=count)
thread.start()
seen = watch()
enough = True
thread.join()
print(f"one thread saw the other's counter change ~{seen} times in 200 ms")
# ANCHOR_END: main
import sys

from listings import claim

if getattr(sys, "_is_gil_enabled", lambda: True)():
    claim(seen < 2000, "the threads take turns")

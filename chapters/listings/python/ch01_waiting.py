# measures
# ANCHOR: main
import asyncio
import time


async def ask(service, latency):
    await asyncio.sleep(latency)
    return f"{service}'s answer"


async def main():
    start = time.perf_counter()
    await ask("weather", 0.1)
    await ask("news", 0.2)
    await ask("rates", 0.15)
    in_a_row = time.perf_counter() - start

    start = time.perf_counter()
    questions = [ask("weather", 0.1), ask("news", 0.2), ask("rates", 0.15)]
    await asyncio.gather(*questions)
    at_once = time.perf_counter() - start
    print(f"one after another: ~{in_a_row * 1000:.0f} ms")
    print(f"all at once:       ~{at_once * 1000:.0f} ms")
    worked = time.process_time()
    print(f"on a processor:    ~{worked * 1000:.0f} ms, Python's start included")
    return in_a_row, at_once


in_a_row, at_once = asyncio.run(main())
# ANCHOR_END: main
from listings import claim

claim(at_once * 1.5 < in_a_row, "at once, the longest wait counts")

# tries: 5
# ANCHOR: main
import asyncio
import time


async def ask(service, latency):
    await asyncio.sleep(latency)
    return f"{service}'s answer"


async def main():
    start = time.monotonic()
    await ask("weather", 0.1)
    await ask("news", 0.2)
    await ask("rates", 0.15)
    in_a_row = time.monotonic() - start

    start = time.monotonic()
    await asyncio.gather(ask("weather", 0.1), ask("news", 0.2), ask("rates", 0.15))
    at_once = time.monotonic() - start
    print(f"one after another: ~{in_a_row * 1000:.0f} ms")
    print(f"all at once:       ~{at_once * 1000:.0f} ms")
    print(f"on a processor:    ~{time.process_time() * 1000:.0f} ms, with Python's own start")
    assert in_a_row >= 0.449 and at_once >= 0.199
    assert at_once < in_a_row - 0.1


asyncio.run(main())
# ANCHOR_END: main

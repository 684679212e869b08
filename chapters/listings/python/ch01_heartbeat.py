# measures
# ANCHOR: main
import asyncio
import time

beats = []


async def heart():
    while True:
        beats.append(time.perf_counter())
        await asyncio.sleep(0.01)


def slow_read():
    time.sleep(0.3)


async def longest_gap(before):
    await asyncio.sleep(0.02)
    seen = beats[before - 1 :] + [time.perf_counter()]
    return max(b - a for a, b in zip(seen, seen[1:]))


async def main():
    task = asyncio.create_task(heart())
    await asyncio.sleep(0.02)

    before = len(beats)
    slow_read()
    blocked = await longest_gap(before)

    before = len(beats)
    await asyncio.to_thread(slow_read)
    moved = await longest_gap(before)
    task.cancel()
    print(f"slow_read():            ~{blocked * 1000:.0f} ms without a beat")
    print(f"to_thread(slow_read):   ~{moved * 1000:.0f} ms without a beat")
    return blocked, moved


blocked, moved = asyncio.run(main())
# ANCHOR_END: main
from listings import claim

claim(blocked >= 0.3 and blocked > 2 * moved, "only the blocking call stops the heart")

# ANCHOR: main
import asyncio


async def heart(steps, beats):
    while True:
        beats.append(steps[0])
        await asyncio.sleep(0)


async def report(steps, per_turn):
    for step in range(10_000):
        if step and step % per_turn == 0:
            await asyncio.sleep(0)
        steps[0] += 1


async def main():
    for per_turn in [1_000_000, 100, 1]:
        steps, beats = [0], []
        beating = asyncio.create_task(heart(steps, beats))
        await asyncio.create_task(report(steps, per_turn))
        beating.cancel()
        times = beats + [steps[0]]
        longest = max(b - a for a, b in zip(times, times[1:]))
        print(f"beats: {len(beats)}, at most {longest} steps apart")


asyncio.run(main())
# ANCHOR_END: main

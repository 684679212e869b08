# ANCHOR: main
import asyncio


async def heart(parsed, beats):
    while True:
        beats.append(parsed[0])
        await asyncio.sleep(0)


async def parser(parsed, per_turn):
    for byte in range(10_000):
        if byte and byte % per_turn == 0:
            await asyncio.sleep(0)
        parsed[0] += 1


async def main():
    for per_turn in [1_000_000, 100, 1]:
        parsed, beats = [0], []
        beating = asyncio.create_task(heart(parsed, beats))
        await asyncio.create_task(parser(parsed, per_turn))
        beating.cancel()
        times = beats + [parsed[0]]
        longest = max(b - a for a, b in zip(times, times[1:]))
        print(f"beats: {len(beats)}, at most {longest} bytes apart")


asyncio.run(main())
# ANCHOR_END: main

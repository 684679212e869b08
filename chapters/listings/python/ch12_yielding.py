import asyncio
import zlib

BLOCK = bytes(4096)


# ANCHOR: check
async def check(every):
    total = 0
    for block in range(1, 61):
        total = zlib.crc32(BLOCK, total)
        if block % every == 0:
            await asyncio.sleep(0)
    return total
# ANCHOR_END: check


async def main():
    for every in [100, 20, 5, 1]:
        beats = 0

        async def beat():
            nonlocal beats
            while True:
                beats += 1
                await asyncio.sleep(0)

        heart = asyncio.create_task(beat())
        await asyncio.create_task(check(every))
        heart.cancel()
        print(f"blocks in a chunk: {every:3}, beats: {beats}")


asyncio.run(main())

# ANCHOR: main
import asyncio

LETTERS = 1_000


async def reader(letters, yielding):
    for read in range(LETTERS):
        if yielding and read % 100 == 99:
            await asyncio.sleep(0)
        await letters.get()


async def beats(yielding):
    count = 0

    async def heart():
        nonlocal count
        while True:
            count += 1
            await asyncio.sleep(0)

    letters = asyncio.Queue()
    for letter in range(LETTERS):
        letters.put_nowait(letter)
    beating = asyncio.create_task(heart())
    await asyncio.create_task(reader(letters, yielding))
    beating.cancel()
    print(f"yielding {yielding}: {count} beats")


asyncio.run(beats(False))
asyncio.run(beats(True))
# ANCHOR_END: main

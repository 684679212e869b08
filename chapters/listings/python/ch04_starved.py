# ANCHOR: main
import asyncio

MESSAGES = 300


async def reader(messages, yielding):
    for read in range(MESSAGES):
        if yielding and read % 100 == 99:
            await asyncio.sleep(0)
        await messages.get()


async def beats(yielding):
    count = 0

    async def heartbeat():
        nonlocal count
        while True:
            count += 1
            await asyncio.sleep(0)

    messages = asyncio.Queue()
    for message in range(MESSAGES):
        messages.put_nowait(message)
    beating = asyncio.create_task(heartbeat())
    await asyncio.create_task(reader(messages, yielding))
    beating.cancel()
    print(f"yielding {yielding}: {count} beats")


asyncio.run(beats(False))
asyncio.run(beats(True))
# ANCHOR_END: main

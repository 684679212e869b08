import asyncio


# ANCHOR: main
totals = {"requests": 0, "bytes": 0}
lock = asyncio.Lock()


async def add(reply):
    async with lock:
        totals["requests"] += 1
        await asyncio.sleep(0)
        totals["bytes"] += int(reply)


async def main():
    replies = ["40", "no number", "2"]
    ends = await asyncio.gather(*map(add, replies), return_exceptions=True)
    print([type(end).__name__ for end in ends])

    async with lock:
        waits = asyncio.create_task(add("0"))
        await asyncio.sleep(0)
    print("locked, with one that waits:", lock.locked())
    print("without the lock:", totals)
    await waits


asyncio.run(main())
# ANCHOR_END: main

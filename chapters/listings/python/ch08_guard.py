import asyncio


# ANCHOR: main
total = 0
asking = 0
most = 0


async def get(path):
    global asking, most
    asking += 1
    most = max(most, asking)
    await asyncio.sleep(0.001)
    asking -= 1
    return len(path)


async def across(lock):
    global total
    async with lock:
        total += await get("/tea")


async def after(lock):
    global total
    size = await get("/tea")
    async with lock:
        total += size


async def main():
    global most
    for add in [across, after]:
        most = 0
        lock = asyncio.Lock()
        await asyncio.gather(*(add(lock) for _ in range(8)))
        print(f"{add.__name__}: {total} bytes, at most {most} at once")


asyncio.run(main())
# ANCHOR_END: main

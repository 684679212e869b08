import asyncio


# ANCHOR: main
async def move_one(stock):
    await asyncio.sleep(0)
    stock["storeroom"] -= 1
    await asyncio.sleep(0)
    stock["shelf"] += 1
    await asyncio.sleep(0)


async def move_or_undo(stock):
    await asyncio.sleep(0)
    stock["storeroom"] -= 1
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        stock["storeroom"] += 1
        raise
    stock["shelf"] += 1
    await asyncio.sleep(0)


async def cancelled_everywhere(move):
    print(move.__name__)
    completed, steps = False, 0
    while not completed:
        stock = {"storeroom": 5, "shelf": 0}
        task = asyncio.create_task(move(stock))
        for _ in range(steps):
            await asyncio.sleep(0)
        completed = not task.cancel()
        await asyncio.wait([task])
        print(f"  cancelled after {steps} steps: {sum(stock.values())} items")
        steps += 1


async def main():
    await cancelled_everywhere(move_one)
    await cancelled_everywhere(move_or_undo)


asyncio.run(main())
# ANCHOR_END: main

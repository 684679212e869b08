import asyncio
from collections import Counter


# ANCHOR: main
async def session():
    asyncio.create_task(progress())
    await asyncio.sleep(0.01)


async def progress():
    await asyncio.Event().wait()


def alive():
    return Counter(task.get_coro().__qualname__ for task in asyncio.all_tasks())


async def main():
    before = alive()
    for _ in range(3):
        await asyncio.create_task(session())
    print("grown:", dict(alive() - before))


asyncio.run(main())
# ANCHOR_END: main

import asyncio
from contextlib import asynccontextmanager


# ANCHOR: main
@asynccontextmanager
async def session(name):
    print(name, "is open")
    try:
        yield name
    finally:
        await asyncio.sleep(0.01)  # say goodbye
        print(name, "is closed")


async def work(name, seconds):
    async with session(name):
        await asyncio.sleep(seconds)


async def main():
    await work("first", 0.01)

    try:
        async with asyncio.timeout(0.03):
            await work("second", 10)
    except TimeoutError:
        print("time is up")

    task = asyncio.create_task(work("third", 10))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.005)
    task.cancel()  # it is slow, so once more
    await asyncio.wait([task])
    print("third was cancelled:", task.cancelled())
# ANCHOR_END: main


asyncio.run(main())

import asyncio


# ANCHOR: main
async def progress():
    while True:
        await asyncio.sleep(0.01)  # tell the browser how far the upload is


async def upload():
    asyncio.create_task(progress())
    await asyncio.sleep(0.025)  # receive the photo


async def scoped():
    telling = asyncio.create_task(progress())
    try:
        await asyncio.sleep(0.025)
    finally:
        telling.cancel()


async def main():
    alive = lambda: len(asyncio.all_tasks()) - 1  # without main
    await upload()
    print("after an upload:", alive())
    await scoped()
    await asyncio.sleep(0)
    print("after one with a scope:", alive())

    queue = asyncio.Queue()
    for photo in range(1_000):
        await queue.put(photo)
    print("queued without a wait:", queue.qsize())


asyncio.run(main())
# ANCHOR_END: main

import asyncio


async def make_thumbnails(queue):
    most = 0
    while True:
        most = max(most, queue.qsize())
        if await queue.get() is None:
            return most
        await asyncio.sleep(0)  # makes the thumbnail


# ANCHOR: main
async def main():
    for maxsize in [0, 8]:
        queue = asyncio.Queue(maxsize)
        worker = asyncio.create_task(make_thumbnails(queue))
        for upload in range(1000):
            await queue.put(upload)
        await queue.put(None)  # the end
        print(f"Queue({maxsize}): {await worker} at most")

    queue = asyncio.Queue(1)
    queue.put_nowait("cat.png")
    try:
        queue.put_nowait("dog.png")
    except asyncio.QueueFull as error:
        print("put_nowait:", repr(error))


asyncio.run(main())
# ANCHOR_END: main

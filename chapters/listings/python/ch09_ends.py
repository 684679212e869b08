import asyncio


# ANCHOR: main
async def work(name, queue):
    while (upload := await queue.get()) is not None:
        print(f"{name}: {upload}")
        await asyncio.sleep(0)  # makes the thumbnail
    print(f"{name} ends")


async def main():
    for ends in [1, 2]:
        queue = asyncio.Queue()
        workers = [asyncio.create_task(work(name, queue)) for name in "ab"]
        for upload in ["cat.png", "dog.png", "ant.png"]:
            queue.put_nowait(upload)
        for _ in range(ends):
            queue.put_nowait(None)
        _, waiting = await asyncio.wait(workers, timeout=1)
        print(f"ends sent: {ends}, workers that wait: {len(waiting)}")
        for worker in waiting:
            worker.cancel()


asyncio.run(main())
# ANCHOR_END: main

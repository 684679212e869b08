import asyncio


# ANCHOR: main
async def work(name, queue):
    while True:
        upload = await queue.get()
        if upload == "broken.png":
            raise ValueError(f"{upload}: not an image")
        print(f"{name}: {upload}")
        await asyncio.sleep(0)  # makes the thumbnail


async def main():
    queue = asyncio.Queue()
    for upload in ["cat", "dog", "broken", "ant", "fox", "broken", "elk"]:
        queue.put_nowait(f"{upload}.png")
    workers = [asyncio.create_task(work(name, queue)) for name in "ab"]
    results = await asyncio.gather(*workers, return_exceptions=True)
    print([repr(result) for result in results])
    print("left in the queue:", queue.qsize())


asyncio.run(main())
# ANCHOR_END: main

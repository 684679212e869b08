import asyncio


async def get_all(paths, semaphore):
    for path in paths:
        async with semaphore:
            await asyncio.sleep(0.01)
            print(path)


async def main():
    semaphore = asyncio.Semaphore(1)
    await asyncio.gather(
        get_all(["/a/1", "/a/2", "/a/3"], semaphore),
        get_all(["/b"], semaphore),
    )

    # ANCHOR: main
    await semaphore.acquire()
    b = asyncio.create_task(semaphore.acquire())
    c = asyncio.create_task(semaphore.acquire())
    await asyncio.sleep(0)  # both wait now
    semaphore.release()  # handed to b
    b.cancel()
    await asyncio.wait([b, c], timeout=1)
    print("b was cancelled:", b.cancelled(), "- c has the permit:", c.done())
    # ANCHOR_END: main


asyncio.run(main())

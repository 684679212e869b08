import asyncio


# ANCHOR: main
async def publish(pages, index):
    async with pages:
        await asyncio.sleep(0)  # writes to disk
        async with index:
            print("published")


async def withdraw(pages, index):
    async with index:
        await asyncio.sleep(0)
        async with pages:
            print("withdrawn")


async def main():
    pages, index = asyncio.Lock(), asyncio.Lock()
    try:
        async with asyncio.timeout(0.05):
            await asyncio.gather(publish(pages, index), withdraw(pages, index))
    except TimeoutError:
        print("neither has ended")
    print("locked:", pages.locked(), index.locked())


asyncio.run(main())
# ANCHOR_END: main

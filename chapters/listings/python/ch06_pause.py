import asyncio


# ANCHOR: main
async def download(resumed, index):
    for path in ["/tea", "/rust"]:
        await resumed.wait()  # a safe point
        async with index["lock"]:
            await asyncio.sleep(0.03)  # writes the file
            index["paths"].append(path)


async def main():
    resumed = asyncio.Event()
    resumed.set()
    index = {"lock": asyncio.Lock(), "paths": []}
    job = asyncio.create_task(download(resumed, index))

    await asyncio.sleep(0.01)
    resumed.clear()
    async with index["lock"]:
        print("paused:", index["paths"])
    await asyncio.sleep(0.1)
    resumed.set()
    await job
    print("resumed:", index["paths"])


asyncio.run(main())
# ANCHOR_END: main

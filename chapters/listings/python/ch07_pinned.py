import asyncio


# ANCHOR: main
async def upload(parts):
    for part in range(1, 4):
        await parts.get()
        print("part", part, "is sent")
    return 3


async def main():
    parts, messages = asyncio.Queue(), asyncio.Queue()
    uploading = asyncio.create_task(upload(parts))
    receiving = asyncio.create_task(messages.get())
    parts.put_nowait(None)
    messages.put_nowait("message 1")
    while not uploading.done():
        done, _ = await asyncio.wait(
            {uploading, receiving}, return_when=asyncio.FIRST_COMPLETED
        )
        if receiving in done:
            print(receiving.result())
            receiving = asyncio.create_task(messages.get())
            parts.put_nowait(None)
            parts.put_nowait(None)
    receiving.cancel()
    # A task that is done keeps its result: it may be asked more than once.
    print("uploaded", await uploading, "parts,", await uploading)


asyncio.run(main())
# ANCHOR_END: main

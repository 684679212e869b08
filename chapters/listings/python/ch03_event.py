import asyncio


# ANCHOR: main
async def busy(event):
    resumed = 0
    while not event.done():
        await asyncio.sleep(0)
        resumed += 1
    print("busy: resumed", resumed, "times")


async def called_back(event):
    resumed = 0
    await event
    resumed += 1
    print("called back: resumed", resumed, "time")


async def main():
    event = asyncio.get_running_loop().create_future()
    waiting = asyncio.gather(busy(event), called_back(event))
    for _ in range(500):
        await asyncio.sleep(0)
    event.set_result(None)
    print("set")
    await waiting
    # ANCHOR_END: main


asyncio.run(main())

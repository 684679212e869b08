# ANCHOR: main
import asyncio
import gc


async def backup(files):
    for file in range(files):
        await asyncio.sleep(0)
        if file == 2:
            raise OSError("the disk is full")
    return files


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"]))

    two, four = asyncio.create_task(backup(2)), asyncio.create_task(backup(4))
    cancelled = asyncio.create_task(backup(2))
    cancelled.cancel()
    await asyncio.wait([two, four, cancelled])
    print(two.result(), repr(four.exception()), cancelled.cancelled())

    forgotten = asyncio.create_task(backup(4))
    await asyncio.wait([forgotten])
    print("it has failed")
    del forgotten
    gc.collect()
    print("the end")


asyncio.run(main())
# ANCHOR_END: main

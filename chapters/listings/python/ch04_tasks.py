# ANCHOR: main
import asyncio
import gc


async def backup():
    await asyncio.get_running_loop().create_future()


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"]))
    asyncio.create_task(backup())
    kept = asyncio.create_task(backup())
    await asyncio.sleep(0)
    print("tasks:", len(asyncio.all_tasks()))
    gc.collect()
    print("tasks:", len(asyncio.all_tasks()))
    kept.cancel()


asyncio.run(main())
# ANCHOR_END: main

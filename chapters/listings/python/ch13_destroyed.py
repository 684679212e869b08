import asyncio
import gc


# ANCHOR: main
async def session():
    await asyncio.get_running_loop().create_future()


async def main():
    asyncio.create_task(session(), name="session")
    await asyncio.sleep(0)
    print("alive:", len(asyncio.all_tasks()) - 1)
    gc.collect()
    print("alive:", len(asyncio.all_tasks()) - 1)


asyncio.run(main())
# ANCHOR_END: main

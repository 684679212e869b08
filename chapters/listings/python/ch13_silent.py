import asyncio
import gc


# ANCHOR: main
async def index(photo):
    print("indexed:", photo)


async def publish(photo):
    raise OSError("the disk is full")


async def main():
    index("tea")
    task = asyncio.create_task(publish("oak"))
    await asyncio.sleep(0)
    print("published:", task.done())


asyncio.run(main())
# ANCHOR_END: main
gc.collect()

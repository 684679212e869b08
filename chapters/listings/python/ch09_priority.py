import asyncio
import itertools


# ANCHOR: main
async def main():
    queue = asyncio.PriorityQueue()
    queue.put_nowait((1, {"name": "zoo.png"}))
    try:
        queue.put_nowait((1, {"name": "cat.png"}))
    except TypeError as error:
        print(error)

    queue, count = asyncio.PriorityQueue(), itertools.count()
    for priority, name in [(1, "zoo"), (1, "cat"), (0, "avatar")]:
        queue.put_nowait((priority, next(count), {"name": f"{name}.png"}))
    while not queue.empty():
        print(await queue.get())


asyncio.run(main())
# ANCHOR_END: main

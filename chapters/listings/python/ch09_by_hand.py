import asyncio


# ANCHOR: main
async def main():
    queue = asyncio.Queue()
    a = asyncio.create_task(queue.get())
    b = asyncio.create_task(queue.get())
    await asyncio.sleep(0)  # both wait now

    queue.put_nowait("cat.png")  # wakes a
    a.cancel()
    await asyncio.wait([a, b], timeout=1)
    print("a was cancelled:", a.cancelled())
    print("b takes", b.result())


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def ready_chunk(queue, most):
    chunk = [await queue.get()]
    while len(chunk) < most and not queue.empty():
        chunk.append(queue.get_nowait())
    return chunk


async def main():
    queue = asyncio.Queue()

    async def site():
        for post in range(1, 8):
            await queue.put(post)
            if post in (1, 6):
                await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as group:
        group.create_task(site())
        received = 0
        while received < 7:
            chunk = await ready_chunk(queue, 4)
            print("insert", chunk)
            received += len(chunk)


asyncio.run(main())
# ANCHOR_END: main

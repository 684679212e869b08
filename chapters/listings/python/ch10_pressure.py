import asyncio

held = most = 0


async def load():
    global held, most
    for post in range(100):
        held += 1
        most = max(most, held)
        yield post


async def save(post):
    global held
    await asyncio.sleep(0)
    held -= 1


# ANCHOR: main
async def pulled():
    async for post in load():
        await save(post)


async def task_for_each():
    async with asyncio.TaskGroup() as group:
        async for post in load():
            group.create_task(save(post))


async def queue_of_8():
    queue = asyncio.Queue(8)

    async def saver():
        while (post := await queue.get()) is not None:
            await save(post)

    async with asyncio.TaskGroup() as group:
        group.create_task(saver())
        async for post in load():
            await queue.put(post)
        await queue.put(None)
# ANCHOR_END: main


async def main():
    global most
    for run in (pulled, task_for_each, queue_of_8):
        most = 0
        await run()
        print(f"{run.__name__:14}{most:4}")


asyncio.run(main())

import asyncio


# ANCHOR: main
async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("stubborn: cancelled, goes on")
    return "a result"


async def main():
    async with asyncio.timeout(0.05) as limit:
        print("main:", await stubborn())
    print("main: no exception; expired:", limit.expired())

    task = asyncio.create_task(asyncio.sleep(10))
    try:
        await asyncio.wait_for(task, 0.05)
    except TimeoutError:
        print("wait_for: the task is cancelled:", task.cancelled())

    task = asyncio.create_task(asyncio.sleep(10))
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.05)
    except TimeoutError:
        print("shielded: the task is cancelled:", task.cancelled())
    task.cancel()


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def respond(path):
    await asyncio.sleep(0.001)
    return path * 1000


async def main():
    running = set()
    for _ in range(100):
        task = asyncio.create_task(respond("/tea"))
        running.add(task)
        task.add_done_callback(running.discard)
    print(len(running), "tasks in the set")
    await asyncio.gather(*running)
    print(len(running), "tasks in the set")


asyncio.run(main())
# ANCHOR_END: main

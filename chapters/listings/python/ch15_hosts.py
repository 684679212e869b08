import asyncio

LINKS = ["slow/1", "slow/2", "slow/3", "slow/4", "tea/1", "web/1"]


async def check(link):
    await asyncio.sleep(0.1 if link.startswith("slow") else 0.01)


# ANCHOR: main
async def run(ahead):
    began = asyncio.get_running_loop().time()
    queues = {host: asyncio.Queue(ahead) for host in ("slow", "tea", "web")}
    in_all = asyncio.Semaphore(3)

    async def worker(queue):
        while (link := await queue.get()) is not None:
            async with in_all:
                await check(link)
            took = asyncio.get_running_loop().time() - began
            print(f"  {took * 1000:3.0f} ms: {link}")

    async with asyncio.TaskGroup() as group:
        for queue in queues.values():
            group.create_task(worker(queue))
        for link in LINKS:
            await queues[link.split("/")[0]].put(link)
        for queue in queues.values():
            await queue.put(None)


print("room for 1 link of each host:")
asyncio.run(run(1))
print("room for all:")
asyncio.run(run(0))
# ANCHOR_END: main

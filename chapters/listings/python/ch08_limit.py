import asyncio


class Site:
    in_progress = most = 0

    async def get(self, path):
        self.in_progress += 1
        self.most = max(self.most, self.in_progress)
        await asyncio.sleep(0.01)
        self.in_progress -= 1


# ANCHOR: main
async def main():
    site, limit = Site(), asyncio.Semaphore(3)

    async def download(path):
        async with limit:
            await site.get(path)

    requests = asyncio.gather(*(download(f"/{n}") for n in range(20)))
    await asyncio.sleep(0)
    print(len(asyncio.all_tasks()) - 1, "tasks")
    await requests
    print("at most", site.most, "at once")

    limit.release()
    taken = 0
    while not limit.locked():
        await limit.acquire()
        taken += 1
    print("released once too often:", taken, "permits")
    try:
        asyncio.BoundedSemaphore(3).release()
    except ValueError as error:
        print("bounded:", error)


asyncio.run(main())
# ANCHOR_END: main

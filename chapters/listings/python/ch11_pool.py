import asyncio
from contextlib import asynccontextmanager


# ANCHOR: main
class Pool:
    def __init__(self, connections):
        self.idle = asyncio.Queue()
        for connection in connections:
            self.idle.put_nowait(connection)

    @asynccontextmanager
    async def get(self):
        connection = await self.idle.get()
        try:
            yield connection
        finally:
            self.idle.put_nowait(connection)


async def request(number, pool):
    async with pool.get() as connection:
        print("request", number, "has", connection)
        await asyncio.sleep(0.03)


async def main():
    pool = Pool(["a", "b"])
    tasks = [asyncio.create_task(request(n, pool)) for n in range(1, 6)]
    await asyncio.sleep(0.01)
    tasks[0].cancel()  # it holds a connection
    tasks[2].cancel()  # it waits for one
    await asyncio.wait(tasks)
    print(pool.idle.qsize(), "connections are idle")
# ANCHOR_END: main


asyncio.run(main())

import asyncio


# ANCHOR: main
class Pace:
    """At most so many in a second, evenly spaced."""

    def __init__(self, per_second):
        self.gap = 1 / per_second
        self.next = 0

    async def take(self):
        loop = asyncio.get_running_loop()
        now = loop.time()
        at = max(self.next, now)
        self.next = at + self.gap  # no await between the look and the change
        await asyncio.sleep(at - now)


async def main():
    pace, permits = Pace(20), asyncio.Semaphore(2)
    loop = asyncio.get_running_loop()
    for name, limit in [("semaphore", permits.acquire), ("pace", pace.take)]:
        began, served = loop.time(), 0

        async def client():
            nonlocal served
            while True:
                await limit()
                if loop.time() > began + 0.995:
                    break
                served += 1
                await asyncio.sleep(0.01)  # the reply
                if limit == permits.acquire:
                    permits.release()

        tasks = [asyncio.create_task(client()) for _ in range(10)]
        await asyncio.wait(tasks, timeout=1.5)
        print(f"{name}: about {round(served, -1)} in a second")
# ANCHOR_END: main


asyncio.run(main())

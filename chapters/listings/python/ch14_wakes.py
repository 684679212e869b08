import asyncio
import unittest


# ANCHOR: main
class List:
    def __init__(self):
        self.is_published, self.waiting = False, []

    def publish(self):
        self.is_published = True
        for future in self.waiting:
            future.set_result(None)

    async def wait_once(self):
        await self.future()

    async def wait_until(self):
        while not self.is_published:
            await self.future()

    def future(self):
        self.waiting.append(asyncio.get_running_loop().create_future())
        return self.waiting[-1]


class Waits(unittest.IsolatedAsyncioTestCase):
    async def woken_without_cause(self, wait):
        prices = List()
        task = asyncio.create_task(wait(prices))
        await asyncio.sleep(0)
        prices.waiting.pop().set_result(None)  # but it is not published
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.assertFalse(task.done(), "it ended too early")
        prices.publish()
        await asyncio.wait_for(task, 60)

    async def test_wait_once(self):
        await self.woken_without_cause(List.wait_once)

    async def test_wait_until(self):
        await self.woken_without_cause(List.wait_until)


for test in unittest.defaultTestLoader.loadTestsFromTestCase(Waits):
    result = test.run()
    print(test._testMethodName, "passes" if result.wasSuccessful() else "fails")
    for _, traceback in result.failures:
        print(" ", traceback.splitlines()[-1])
# ANCHOR_END: main

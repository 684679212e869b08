import asyncio
import unittest


# ANCHOR: main
class Door:
    def __init__(self):
        self.is_open, self.waiting = False, []

    def open(self):
        self.is_open = True
        for future in self.waiting:
            future.set_result(None)

    async def wait_once(self):
        await self.future()

    async def wait_until(self):
        while not self.is_open:
            await self.future()

    def future(self):
        self.waiting.append(asyncio.get_running_loop().create_future())
        return self.waiting[-1]


class Waits(unittest.IsolatedAsyncioTestCase):
    async def woken_without_cause(self, wait):
        door = Door()
        task = asyncio.create_task(wait(door))
        await asyncio.sleep(0)
        door.waiting.pop().set_result(None)  # and the door is still closed
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.assertFalse(task.done(), "it went through a closed door")
        door.open()
        await asyncio.wait_for(task, 60)

    async def test_wait_once(self):
        await self.woken_without_cause(Door.wait_once)

    async def test_wait_until(self):
        await self.woken_without_cause(Door.wait_until)


for test in unittest.defaultTestLoader.loadTestsFromTestCase(Waits):
    result = test.run()
    print(test._testMethodName, "passes" if result.wasSuccessful() else "fails")
    for _, traceback in result.failures:
        print(" ", traceback.splitlines()[-1])
# ANCHOR_END: main

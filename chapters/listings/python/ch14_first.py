import asyncio
import unittest
import warnings


# ANCHOR: main
async def price(item):
    await asyncio.sleep(0)
    return 250 if item == "tea" else 100  # wrong: tea costs 300


class Prices(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: print("  the loop:", context["message"]))

    async def check(self):
        self.assertEqual(await price("tea"), 300)

    async def test_awaits(self):
        await self.check()

    async def test_forgets(self):
        self.check()

    async def test_groups(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.check())

    async def test_spawns(self):
        asyncio.create_task(self.check())
        await asyncio.sleep(0)
        await asyncio.sleep(0)


class Synchronous(unittest.TestCase):
    async def test_never_runs(self):
        self.assertEqual(await price("tea"), 300)


for case in Prices, Synchronous:
    for test in unittest.defaultTestLoader.loadTestsFromTestCase(case):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            result = test.run()
        print(test._testMethodName, "passes" if result.wasSuccessful() else "fails")
        for warning in warned:
            if "never awaited" in str(warning.message):
                print("  a warning: a coroutine was never awaited")
# ANCHOR_END: main

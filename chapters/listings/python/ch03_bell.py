# ANCHOR: main
import asyncio


class Bell:
    def __init__(self):
        self.rung = False
        self.future = asyncio.get_running_loop().create_future()

    def ring(self):
        self.rung = True
        self.future.set_result(None)


async def busy(bell):
    resumed = 0
    while not bell.rung:
        await asyncio.sleep(0)
        resumed += 1
    print("busy: resumed", resumed, "times")


async def called_back(bell):
    resumed = 0
    await bell.future
    resumed += 1
    print("called back: resumed", resumed, "time")


async def main():
    bell = Bell()
    waiting = asyncio.gather(busy(bell), called_back(bell))
    for _ in range(500):
        await asyncio.sleep(0)
    bell.ring()
    print("rung")
    await waiting


asyncio.run(main())
# ANCHOR_END: main

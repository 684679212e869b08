# ANCHOR: main
import asyncio


class Event:
    def __init__(self):
        self.is_set = False
        self.future = asyncio.get_running_loop().create_future()

    def set(self):
        self.is_set = True
        self.future.set_result(None)


async def busy(event):
    resumed = 0
    while not event.is_set:
        await asyncio.sleep(0)
        resumed += 1
    print("busy: resumed", resumed, "times")


async def called_back(event):
    resumed = 0
    await event.future
    resumed += 1
    print("called back: resumed", resumed, "time")


async def main():
    event = Event()
    waiting = asyncio.gather(busy(event), called_back(event))
    for _ in range(500):
        await asyncio.sleep(0)
    event.set()
    print("set")
    await waiting


asyncio.run(main())
# ANCHOR_END: main

import asyncio
import selectors
import threading


# ANCHOR: main
class Waiting(selectors.DefaultSelector):
    """Moves a clock by the time that it would have waited."""

    now = 0.0

    def select(self, timeout=None):
        ready = super().select(0 if timeout else timeout)
        if timeout and not ready:
            self.now += timeout
        return ready


class PausedLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.waiting = Waiting()
        super().__init__(self.waiting)

    def time(self):
        return self.waiting.now


async def quick():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return 300


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(3600)
    print(f"after a sleep of an hour: {loop.time():.0f} s")

    print("two turns within 1 ms:", await asyncio.wait_for(quick(), 0.001))

    answer = threading.Event()
    try:
        await asyncio.wait_for(asyncio.to_thread(answer.wait), 60)
    except TimeoutError:
        print(f"no answer of a thread: {loop.time():.0f} s")
    answer.set()


with asyncio.Runner(loop_factory=PausedLoop) as runner:
    runner.run(main())
# ANCHOR_END: main

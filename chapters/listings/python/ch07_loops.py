import asyncio
import selectors


class Jump(selectors.SelectSelector):
    """Waits for nothing: it moves the clock of its loop to the next timer."""

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready:
            self.clock.now += timeout or 0
        return ready


class PausedLoop(asyncio.SelectorEventLoop):
    """Tells the time of a clock that moves only if nothing is ready, as tokio's paused clock."""

    now = 0.0

    def __init__(self):
        selector = Jump()
        selector.clock = self
        super().__init__(selector)

    def time(self):
        return self.now


async def device(messages):
    await asyncio.sleep(0.05)
    for message in range(50):
        messages.put_nowait(message)
        await asyncio.sleep(0.2)
    messages.put_nowait(None)


# ANCHOR: main
async def restarted(messages):
    received = reports = 0
    while True:
        try:
            async with asyncio.timeout(0.3):
                message = await messages.get()
        except TimeoutError:
            reports += 1
            continue
        if message is None:
            return received, reports
        received += 1


async def kept(messages):
    received = reports = 0
    next_report = asyncio.get_running_loop().time() + 0.3
    while True:
        try:
            async with asyncio.timeout_at(next_report):
                message = await messages.get()
        except TimeoutError:
            next_report += 0.3
            reports += 1
            continue
        if message is None:
            return received, reports
        received += 1
# ANCHOR_END: main


async def main():
    for serve in (restarted, kept):
        messages = asyncio.Queue()
        task = asyncio.create_task(device(messages))
        print(serve.__name__, await serve(messages))
        await task


with asyncio.Runner(loop_factory=PausedLoop) as runner:
    runner.run(main())

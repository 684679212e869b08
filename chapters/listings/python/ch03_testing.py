# ANCHOR: main
import asyncio


class Bell:
    def __init__(self, loop):
        self.rung = False
        self.future = loop.create_future()

    def ring(self):
        self.rung = True
        self.future.set_result(None)


async def busy(bell):
    while not bell.rung:
        await asyncio.sleep(0)


async def called_back(bell):
    await bell.future


async def it_ends_when_the_bell_has_rung(wait):
    loop = asyncio.get_running_loop()
    bell = Bell(loop)
    loop.call_soon(bell.ring)
    await asyncio.wait_for(wait(bell), 60)


def the_bell_wakes_it_and_nobody_else_does(wait):
    loop = asyncio.new_event_loop()
    bell = Bell(loop)
    coroutine = wait(bell)
    yielded = coroutine.send(None)
    coroutine.close()
    loop.close()
    assert yielded is bell.future, f"it yields {yielded}"


for wait in busy, called_back:
    asyncio.run(it_ends_when_the_bell_has_rung(wait))
    print(wait.__name__, "passes")
for wait in busy, called_back:
    try:
        the_bell_wakes_it_and_nobody_else_does(wait)
        print(wait.__name__, "passes")
    except AssertionError as error:
        print(wait.__name__, "fails:", error)
# ANCHOR_END: main

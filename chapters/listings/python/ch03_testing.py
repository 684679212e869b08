# ANCHOR: main
import asyncio


class Event:
    def __init__(self, loop):
        self.is_set = False
        self.future = loop.create_future()

    def set(self):
        self.is_set = True
        self.future.set_result(None)


async def busy(event):
    while not event.is_set:
        await asyncio.sleep(0)


async def called_back(event):
    await event.future


async def it_ends_when_the_event_is_set(wait):
    loop = asyncio.get_running_loop()
    event = Event(loop)
    loop.call_soon(event.set)
    await asyncio.wait_for(wait(event), 60)


def only_the_event_wakes_it(wait):
    loop = asyncio.new_event_loop()
    event = Event(loop)
    coroutine = wait(event)
    yielded = coroutine.send(None)
    coroutine.close()
    loop.close()
    assert yielded is event.future, f"it yields {yielded}"


for wait in busy, called_back:
    asyncio.run(it_ends_when_the_event_is_set(wait))
    print(wait.__name__, "passes")
for wait in busy, called_back:
    try:
        only_the_event_wakes_it(wait)
        print(wait.__name__, "passes")
    except AssertionError as error:
        print(wait.__name__, "fails:", error)
# ANCHOR_END: main

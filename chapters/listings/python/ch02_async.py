# ANCHOR: main
import asyncio


async def total():
    a = 1
    await asyncio.sleep(0)
    b = a + 1
    await asyncio.sleep(0)
    return a + b


coroutine = total()
for _ in range(4):
    try:
        print("yielded", coroutine.send(None))
    except StopIteration as end:
        print("returned", end.value)
    except RuntimeError as error:
        print("RuntimeError:", error)
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def count():
    first = "Ada\nLon".count("\n")
    await asyncio.sleep(0)
    second = "don\nBob\n".count("\n")
    await asyncio.sleep(0)
    return first + second


coroutine = count()
for _ in range(4):
    try:
        print("yielded", coroutine.send(None))
    except StopIteration as end:
        print("returned", end.value)
    except RuntimeError as error:
        print("RuntimeError:", error)
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def next_step(step):
    return step + 1


async def walk(name, yielding):
    step = 0
    while step < 2:
        step = await next_step(step)
        print(f" {name}{step}", end="")
        if yielding:
            await asyncio.sleep(0)


async def main():
    for yielding in [False, True]:
        print(f"yielding: {yielding!s:5} ", end="")
        await asyncio.gather(walk("a", yielding), walk("b", yielding))
        print()


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def compute(name):
    print(name, "starts")
    sum(range(100_000))
    print(name, "ends")


async def main():
    await asyncio.gather(compute("first"), compute("second"))


asyncio.run(main())
# ANCHOR_END: main

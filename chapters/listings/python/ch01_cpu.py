# ANCHOR: main
import asyncio
import time


async def compute(name):
    print(name, "starts")
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    print(name, "ends")


async def main():
    await asyncio.gather(compute("first"), compute("second"))


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def logged(name, awaitable):
    output = await awaitable
    print(f"{name}: {output}")
    return output


async def total():
    prices = [4, 5]
    await asyncio.sleep(0)
    return prices[0]


asyncio.run(logged("total", total()))
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def length(text):
    if not text:
        raise ValueError("nothing to measure")
    return len(text)


async def main():
    print("awaited:", await length("one"))
    print("gathered:", await asyncio.gather(length("one"), length("three")))
    task = asyncio.create_task(length(""))
    try:
        await task
    except ValueError as error:
        print("from a task that fails:", error)


asyncio.run(main())
# ANCHOR_END: main

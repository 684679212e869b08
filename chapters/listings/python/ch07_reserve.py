import asyncio


# ANCHOR: main
async def main():
    readings = asyncio.Queue(maxsize=1)
    readings.put_nowait(1)
    reading = 2
    try:
        async with asyncio.timeout(0.05):
            await readings.put(reading)
    except TimeoutError:
        print("not in time:", reading)
    print("queued:", readings.get_nowait(), "and", readings.qsize(), "more")
    await readings.put(reading)
    print("queued:", readings.get_nowait())


asyncio.run(main())
# ANCHOR_END: main

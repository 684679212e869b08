import asyncio


class TimedOut(Exception):
    pass


async def within(phase, seconds, step):
    try:
        async with asyncio.timeout(seconds):
            return await step
    except TimeoutError:
        raise TimedOut(phase) from None


async def order(greets, pays):
    await within("greeting", 0.2, asyncio.sleep(greets))
    await within("payment", 2, asyncio.sleep(pays))
    return "paid"


# ANCHOR: main
async def main():
    for greets, pays in [(0.02, 0.5), (60, 0), (0.15, 1.9)]:
        try:
            async with asyncio.timeout(1):
                print(await order(greets, pays))
        except TimedOut as error:
            print("too long:", error)
        except TimeoutError:
            print("too long: the whole")
    try:
        await asyncio.wait_for(asyncio.sleep(60), 1)
    except OSError as error:
        print("caught as an OSError:", type(error).__name__)
# ANCHOR_END: main


asyncio.run(main())

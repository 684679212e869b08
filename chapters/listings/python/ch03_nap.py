# ANCHOR: main
import asyncio


def nap(seconds):
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(seconds, future.set_result, None)
    return future


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, what: print(repr(what["exception"])))
    await asyncio.gather(nap(0.1), nap(0.2))
    print("both are over")

    cancelled = nap(0.1)
    cancelled.cancel()
    await nap(0.2)


asyncio.run(main())
# ANCHOR_END: main

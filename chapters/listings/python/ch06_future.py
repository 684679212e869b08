import asyncio


# ANCHOR: main
async def main():
    loop = asyncio.get_running_loop()

    future = loop.create_future()
    loop.call_later(0.01, future.set_result, "4 bytes")
    print(await future)
    try:
        future.set_result("5 bytes")
    except asyncio.InvalidStateError as error:
        print("a second result:", error)

    def fails():
        future = loop.create_future()
        # Returns early: nothing is left that could set the result.
        return future

    try:
        await asyncio.wait_for(fails(), 0.05)
    except TimeoutError:
        print("still waiting, and nothing will ever wake it")


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def posts():
    yield 1
    await asyncio.sleep(10)
    yield 2


async def main():
    stream = posts()
    while True:
        try:
            async with asyncio.timeout(0.1):
                print("post", await anext(stream))
        except TimeoutError:
            print("no post for 100 ms")
        except StopAsyncIteration:
            print("the stream has ended")
            break


asyncio.run(main())
# ANCHOR_END: main

import asyncio
import contextlib


# ANCHOR: main
async def delete(name):
    await asyncio.sleep(0.01)  # asks the object store
    print("deleted:", name)


class Temporary:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        asyncio.get_running_loop().create_task(delete(self.name))


@contextlib.asynccontextmanager
async def temporary(name):
    try:
        yield name
    finally:
        await delete(name)


async def main():
    async with temporary("a"):
        await asyncio.sleep(0.01)  # receives the photo
    try:
        async with asyncio.timeout(0.02), temporary("b"):
            await asyncio.sleep(1)
    except TimeoutError:
        print("too slow")
    file = Temporary("c")
    del file
    print("the end")


asyncio.run(main())
# ANCHOR_END: main

import asyncio
from collections.abc import Coroutine


class Counted(Coroutine):
    """Wraps a coroutine, and counts how often any of them is resumed."""

    resumes = 0

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def send(self, value):
        Counted.resumes += 1
        return self.coroutine.send(value)

    def throw(self, *error):
        return self.coroutine.throw(*error)

    def __await__(self):
        return self


# ANCHOR: main
async def reply(future):
    return await future


async def main():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(1000)]
    replies = asyncio.gather(*(Counted(reply(future)) for future in futures))
    for future in futures:
        await asyncio.sleep(0)
        future.set_result(200)
    await replies
    print("1000 replies:", Counted.resumes, "resumes")
    # ANCHOR_END: main


asyncio.run(main())

import asyncio


# ANCHOR: main
class Fresh:
    def __init__(self, posts):
        self.posts, self.seen = posts, set()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while (post := await anext(self.posts)) in self.seen:
            pass
        self.seen.add(post)
        return post


async def source():
    for post in (9, 9, 8):
        await asyncio.sleep(0.01)
        yield post


async def main():
    async for post in Fresh(source()):
        print("post", post)


asyncio.run(main())
# ANCHOR_END: main

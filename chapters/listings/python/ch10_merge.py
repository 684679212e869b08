import asyncio


async def feed(name, posts, seconds):
    for number in range(1, posts + 1):
        await asyncio.sleep(seconds)
        yield f"{name} {number}"


# ANCHOR: main
async def forward(posts, queue):
    async for post in posts:
        await queue.put(post)
    await queue.put(None)  # this one has ended


async def main():
    queue = asyncio.Queue(1)
    async with asyncio.TaskGroup() as group:
        feeds = [feed("tea", 3, 0.15), feed("rust", 2, 0.375)]
        for posts in feeds:
            group.create_task(forward(posts, queue))
        left = len(feeds)
        while left:
            post = await queue.get()
            if post is None:
                left -= 1
            else:
                print(post)


asyncio.run(main())
# ANCHOR_END: main

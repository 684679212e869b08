import asyncio
from contextlib import aclosing


# ANCHOR: main
async def unread():
    try:
        for post in ("/tea", "/rust", "/pin"):
            yield post
            print("  mark", post, "as read")
    finally:
        await asyncio.sleep(0)  # the clean-up may wait
        print("  disconnect")


async def main():
    async for post in unread():
        print(post)
        break
    print("after the loop")
    await asyncio.sleep(0.1)
    print("100 ms later")

    async with aclosing(unread()) as posts:
        async for post in posts:
            print(post)
            break
    print("after aclosing")


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def get(post, answered):
    await asyncio.sleep(0.02)
    answered.set()
    return post


async def main():
    events = [asyncio.Event() for _ in range(3)]
    requests = [asyncio.create_task(get(post, event)) for post, event in enumerate(events, 1)]
    for request in requests:
        post = await request
        await events[2].wait()  # work with the post, until post 3 is answered
        print("post", post)


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def get(post, seconds):
    await asyncio.sleep(seconds)
    return post


def requests():
    return [get(1, 0.5), get(2, 0.1), get(3, 0.3)]


async def main():
    print("gather:", await asyncio.gather(*requests()))
    done = [await request for request in asyncio.as_completed(requests())]
    print("as_completed:", done)


asyncio.run(main())
# ANCHOR_END: main

import asyncio


# ANCHOR: main
async def get(page):
    print("request", page)
    await asyncio.sleep(0.1)
    return page


async def pages():
    for number in (1, 2):
        yield await get(f"page {number}")


async def main():
    stream = pages()
    await asyncio.sleep(0.1)
    print("the generator has not begun")
    print(await anext(stream))
    print([page async for page in stream])

    task = asyncio.create_task(get("page 3"))
    await asyncio.sleep(0.2)
    print("the task has ended:", task.done())


asyncio.run(main())
# ANCHOR_END: main

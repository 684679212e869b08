import asyncio


# ANCHOR: main
async def save(path, ms):
    try:
        await asyncio.sleep(ms / 1000)
        if path == "/missing":
            raise LookupError(404)
    finally:
        print(path, "is closed")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(save("/tea", 600))
            group.create_task(save("/missing", 20))
    except* LookupError as errors:
        print("group:", repr(errors))

    try:
        await asyncio.gather(save("/tea", 600), save("/missing", 20))
    except LookupError as error:
        print("gather:", repr(error))
    await asyncio.sleep(0.8)


asyncio.run(main())
# ANCHOR_END: main

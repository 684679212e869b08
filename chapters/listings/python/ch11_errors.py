import asyncio


# ANCHOR: main
class NoSuchItem(Exception):
    pass


async def quote(name, seconds):
    await asyncio.sleep(seconds)
    if name == "tni":
        raise NoSuchItem(name)
    return len(name)


def names():
    return [quote("copper", 0.01), quote("tni", 0.02), quote("salt", 0.03)]


async def main():
    print(await asyncio.gather(*names(), return_exceptions=True))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(name) for name in names()]
    except* NoSuchItem as errors:
        print(errors.exceptions)
    print([task.cancelled() for task in tasks])
    try:
        try:
            await quote("tni", 0)
        except NoSuchItem as error:
            raise RuntimeError("start the quote service") from error
    except RuntimeError as error:
        print(f"{error}: {error.__cause__!r}")
# ANCHOR_END: main


asyncio.run(main())

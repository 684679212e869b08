import asyncio


# ANCHOR: main
async def look_up(photo):
    await asyncio.sleep(0.01)
    return f"the owner of {photo}"


def owner_of(photo):
    """A callback of a library that is not async."""
    looking_up = look_up(photo)
    try:
        return asyncio.run(looking_up)
    except RuntimeError as error:
        looking_up.close()
        return f"RuntimeError: {error}"


async def main():
    print(owner_of("tea.jpg"))
    print(await asyncio.to_thread(owner_of, "tea.jpg"))


asyncio.run(main())
# ANCHOR_END: main

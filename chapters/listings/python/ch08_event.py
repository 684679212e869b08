import asyncio


# ANCHOR: main
async def main():
    event = asyncio.Event()
    event.set()
    await event.wait()
    print("event: set before, and the wait ends")

    ready, changed = True, asyncio.Condition()
    async with changed:
        changed.notify_all()
    try:
        async with changed:
            await asyncio.wait_for(changed.wait(), 0.05)
    except TimeoutError:
        print("condition: notified before, and the wait does not end")

    async with changed:
        await changed.wait_for(lambda: ready)
        print("condition: wait_for looks at the state first")


asyncio.run(main())
# ANCHOR_END: main

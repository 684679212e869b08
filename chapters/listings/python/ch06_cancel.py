import asyncio


# ANCHOR: main
async def get(path, ms):
    try:
        await asyncio.sleep(ms / 1000)
    except asyncio.CancelledError:
        print(path, "was asked to stop, and goes on")
    await asyncio.sleep(0)
    return len(path)


async def main():
    tea = asyncio.create_task(get("/tea", 30))
    await asyncio.sleep(0.01)
    tea.cancel()
    print("/tea:", await tea, "bytes, cancelled:", tea.cancelled())


asyncio.run(main())
# ANCHOR_END: main

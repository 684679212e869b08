import asyncio


# ANCHOR: main
async def get(path, ms):
    print(path, "requested")
    try:
        await asyncio.sleep(ms / 1000)
    except asyncio.CancelledError:
        print(path, "cancelled")
        raise
    print(path, "answered")


async def main():
    asyncio.create_task(get("/tea", 30))
    asyncio.create_task(get("/rust", 20))
    print("both are spawned")


asyncio.run(main())
# ANCHOR_END: main

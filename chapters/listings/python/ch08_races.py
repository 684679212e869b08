import asyncio


# ANCHOR: main
visits = 0


async def log(path, visit):
    await asyncio.sleep(0.001)


async def serve(path):
    global visits
    visit = visits + 1
    await log(path, visit)
    visits = visit


async def main():
    await asyncio.gather(*(serve("/tea") for _ in range(100)))
    print(f"100 requests, {visits} counted")


asyncio.run(main())
# ANCHOR_END: main

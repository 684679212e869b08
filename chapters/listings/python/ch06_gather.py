import asyncio


# ANCHOR: main
async def get(path, ms):
    await asyncio.sleep(ms / 1000)
    if path == "/missing":
        raise LookupError(404)
    print(path, "answered")
    return len(path)


async def main():
    requests = [get("/tea", 60), get("/missing", 30), get("/rust", 10)]
    print(await asyncio.gather(*requests, return_exceptions=True))

    try:
        requests = [get("/tea", 60), get("/missing", 30), get("/rust", 10)]
        print(await asyncio.gather(*requests))
    except LookupError as error:
        print("one failed:", error)
    await asyncio.sleep(0.1)


asyncio.run(main())
# ANCHOR_END: main

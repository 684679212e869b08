import asyncio

# ANCHOR: main
class Session:
    """A site in memory: eight requests at a time, and an image that never ends."""

    open = 0

    async def get(self, url):
        self.open += 1
        busy = self.open > 8
        try:
            await asyncio.sleep(0.05)
            if busy:
                return 503, b"busy"
            if url == "/7.jpg":
                await asyncio.sleep(24 * 60 * 60)
            return 200, b"an image"
        finally:
            self.open -= 1


async def download(session, url, disk):
    _status, body = await session.get(url)
    disk[url] = body


async def main():
    session, disk = Session(), {}
    urls = [f"/{nth}.jpg" for nth in range(1, 13)]
    try:
        async with asyncio.timeout(60 * 60):
            await asyncio.gather(*(download(session, url, disk) for url in urls))
    except TimeoutError:
        print("it still runs after an hour")
    bodies = list(disk.values())
    print("images:", bodies.count(b"an image"), "error pages:", bodies.count(b"busy"))


asyncio.run(main())
# ANCHOR_END: main

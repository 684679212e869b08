import asyncio


# ANCHOR: main
class Uploads:
    def __init__(self):
        self.count = 1
        self.ended = asyncio.Condition()

    async def end(self):
        async with self.ended:
            self.count -= 1
            self.ended.notify_all()

    async def unsafe(self):
        while self.count > 0:
            await asyncio.sleep(0)  # tells the administrator
            async with self.ended:
                await self.ended.wait()

    async def safe(self):
        await asyncio.sleep(0)
        async with self.ended:
            await self.ended.wait_for(lambda: self.count == 0)


async def main():
    for name in "unsafe", "safe":
        uploads = Uploads()
        try:
            async with asyncio.timeout(60):
                await asyncio.gather(getattr(uploads, name)(), uploads.end())
            print(name, "has stopped")
        except TimeoutError:
            print(name, "still waits after a minute")


asyncio.run(main())
# ANCHOR_END: main

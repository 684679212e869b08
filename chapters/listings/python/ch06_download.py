import asyncio
import json


# ANCHOR: main
class Session:
    """A site in memory."""

    replies = {
        "/tea": (200, '{"title": "Tea", "words": 812}'),
        "/async": (503, "<h1>Try again later</h1>"),
        "/mdbook": (200, '{"title": "mdB'),
    }

    async def get(self, path):
        await asyncio.sleep(0.01)
        return self.replies[path]


async def words(session, path):
    status, body = await session.get(path)
    if status != 200:
        raise LookupError(f"status {status}")
    return json.loads(body)["words"]


async def main():
    session = Session()
    paths = ["/tea", "/async", "/mdbook"]
    requests = [words(session, path) for path in paths]
    ends = await asyncio.gather(*requests, return_exceptions=True)
    for path, end in zip(paths, ends):
        if isinstance(end, Exception):
            print(f"{path}: {type(end).__name__}")
        else:
            print(f"{path}: {end} words")


asyncio.run(main())
# ANCHOR_END: main

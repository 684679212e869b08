import asyncio
import hashlib


# ANCHOR: main
def connect(*chunks, ends=True):
    """The client's side of a connection on which these chunks arrive."""
    reader = asyncio.StreamReader()
    for chunk in chunks:
        reader.feed_data(chunk)
    if ends:
        reader.feed_eof()
    return reader


# ANCHOR: lines
async def lines(reader, stall):
    count, digest = 0, hashlib.sha256()
    while True:
        async with asyncio.timeout(stall):
            chunk = await reader.read(64 * 1024)
        if not chunk:
            return count, digest.hexdigest()[:8]
        count += chunk.count(b"\n")
        digest.update(chunk)
# ANCHOR_END: lines


async def main():
    log = [b"line 1\nli", b"ne 2\nline 3\n"]
    print(await lines(connect(*log), stall=10))
    print("short:", await lines(connect(log[0]), stall=10))
    try:
        await connect(log[0]).readexactly(21)
    except asyncio.IncompleteReadError as error:
        print("readexactly:", error)
    try:
        await lines(connect(log[0], ends=False), stall=10)
    except TimeoutError:
        print("no byte for 10 s")


asyncio.run(main())
# ANCHOR_END: main

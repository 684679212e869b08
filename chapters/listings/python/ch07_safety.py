import asyncio


# ANCHOR: main
async def cancelled(coroutine):
    """Lets the coroutine run to its first await, and cancels it there."""
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def next_checked(messages, check):
    message = await messages.get()
    await check.wait()
    return message


async def main():
    connection = asyncio.StreamReader()
    connection.feed_data(b"AB")
    await cancelled(connection.readexactly(4))
    connection.feed_data(b"CDEFGH")
    print("readexactly:", await connection.readexactly(4))

    messages = asyncio.Queue()
    for message in (1, 2):
        messages.put_nowait(message)
    await cancelled(next_checked(messages, asyncio.Event()))
    print("get, then check:", await messages.get())


asyncio.run(main())
# ANCHOR_END: main

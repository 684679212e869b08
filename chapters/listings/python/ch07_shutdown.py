import asyncio


# ANCHOR: main
async def session(device, message, stop):
    try:
        while not stop.is_set():
            await asyncio.sleep(message)
        print(device, "says goodbye")
    except asyncio.CancelledError:
        print(device, "is cancelled")
        raise


async def main():
    stop = asyncio.Event()
    devices = {"pump": 0.05, "meter": 10}
    sessions = [
        asyncio.create_task(session(device, message, stop))
        for device, message in devices.items()
    ]
    await asyncio.sleep(0)
    stop.set()
    done, left = await asyncio.wait(sessions, timeout=0.5)
    print(len(done), "done,", len(left), "left")
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    print("the database is closed")


asyncio.run(main())
# ANCHOR_END: main

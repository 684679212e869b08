import asyncio


# ANCHOR: main
async def update(device):
    print(f"{device}: update begins")
    try:
        await asyncio.sleep(10)  # the transfer
        print(f"{device}: restarts")
    except asyncio.CancelledError:
        print(f"{device}: cancelled at its await")
        raise
    finally:
        await asyncio.sleep(0)  # a clean-up may await
        print(f"{device}: closed")


async def main():
    task = asyncio.create_task(update("pump"))
    await asyncio.sleep(0)
    task.cancel()
    print("main: cancel() has returned")
    try:
        await task
    except asyncio.CancelledError:
        print("main: the update is cancelled")


asyncio.run(main())
# ANCHOR_END: main

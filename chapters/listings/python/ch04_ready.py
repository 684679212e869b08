# ANCHOR: main
import asyncio


async def guest(bell):
    await bell
    print("the guest is polled")


async def main():
    loop = asyncio.get_running_loop()
    bell = loop.create_future()
    task = asyncio.create_task(guest(bell))
    await asyncio.sleep(0)

    # The loop's own field: for looking only.
    ready = loop._ready
    print(type(ready).__name__, len(ready))
    bell.set_result(None)
    print("the bell has rung:", len(ready))
    loop.call_soon(print, "called later")
    loop.call_soon(print, "called later")
    print("called twice:", len(ready))
    await task


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def receiver(reply):
    await reply
    print("the receiver is polled")


async def main():
    loop = asyncio.get_running_loop()
    reply = loop.create_future()
    task = asyncio.create_task(receiver(reply))
    await asyncio.sleep(0)

    # A private field of the loop: read it, never change it.
    ready = loop._ready
    print(type(ready).__name__, len(ready))
    reply.set_result(None)
    print("after set_result:", len(ready))
    loop.call_soon(print, "called later")
    loop.call_soon(print, "called later")
    print("after two call_soon:", len(ready))
    await task


asyncio.run(main())
# ANCHOR_END: main

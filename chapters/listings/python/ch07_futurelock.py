import asyncio


# ANCHOR: main
async def report(events, asks):
    status = asyncio.create_task(events.put("status"))
    alarm = asyncio.create_task(asyncio.sleep(0))  # a device calls for help
    await asyncio.wait({status, alarm}, return_when=asyncio.FIRST_COMPLETED)
    print("status is sent:", status.done())
    asks.set()
    await events.put("alarm")
    await status


async def upstream(events, asks):
    await asks.wait()
    for _ in range(3):
        print("upstream has", await events.get())


async def main():
    events, asks = asyncio.Queue(maxsize=1), asyncio.Event()
    events.put_nowait("start")  # the queue is full
    await asyncio.gather(report(events, asks), upstream(events, asks))
    print("the report has ended")


asyncio.run(main())
# ANCHOR_END: main

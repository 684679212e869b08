import asyncio


# ANCHOR: main
async def main():
    loud, quiet = asyncio.Queue(), asyncio.Queue()
    loud.put_nowait("from loud")
    quiet.put_nowait("from quiet")

    arms = [asyncio.create_task(queue.get()) for queue in (loud, quiet)]
    done, pending = await asyncio.wait(arms, return_when=asyncio.FIRST_COMPLETED)
    print("done:", len(done), "pending:", len(pending))
    print("messages:", [arm.result() for arm in arms if arm in done])

    # Another turn: nothing is ready, and what is pending is not cancelled.
    arms = [asyncio.create_task(queue.get()) for queue in (loud, quiet)]
    asyncio.get_running_loop().call_soon(loud.put_nowait, "again")
    done, pending = await asyncio.wait(arms, return_when=asyncio.FIRST_COMPLETED)
    print("done:", len(done), "pending:", len(pending))
    # ANCHOR_END: main
    for arm in pending:
        arm.cancel()
    await asyncio.wait(pending)
    quiet.put_nowait("later")
    print("left in quiet:", quiet.qsize())


asyncio.run(main())

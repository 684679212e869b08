import asyncio


async def make_thumbnail():
    # Turns of the loop, and not time: the output must not depend on how busy the machine is.
    for _ in range(100):
        await asyncio.sleep(0)


# ANCHOR: main
async def at_get(queue, stored):
    while True:
        upload = await queue.get()
        queue.task_done()
        await make_thumbnail()
        stored.append(upload)


async def at_end(queue, stored):
    while True:
        upload = await queue.get()
        if upload == 3:
            raise ValueError("not an image")
        stored.append(upload)
        queue.task_done()


async def in_finally(queue, stored):
    while True:
        upload = await queue.get()
        try:
            if upload == 3:
                raise ValueError("not an image")
            stored.append(upload)
        except ValueError as error:
            print(f"upload {upload}: {error}")
        finally:
            queue.task_done()
# ANCHOR_END: main


async def main():
    for work in [at_get, at_end, in_finally]:
        queue, stored = asyncio.Queue(), []
        for upload in range(1, 7):
            queue.put_nowait(upload)
        worker = asyncio.create_task(work(queue, stored))
        try:
            await asyncio.wait_for(queue.join(), timeout=2)
            print(f"{work.__name__}: joined with {stored}")
        except TimeoutError:
            print(f"{work.__name__}: join still waits, with {stored}")
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


asyncio.run(main())

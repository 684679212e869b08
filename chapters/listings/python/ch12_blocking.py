import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

disk = threading.Event()


def read():
    disk.wait()  # the disk is slow
    print("job: read")


def outer(pool):
    inner = pool.submit(len, "a.bin")  # a job that waits for a job
    try:
        return inner.result(timeout=0.05)
    except TimeoutError:
        return "no result in time"


# ANCHOR: main
async def main():
    job = asyncio.create_task(asyncio.to_thread(read))
    try:
        async with asyncio.timeout(0.02):
            await job
    except TimeoutError:
        print("main: timed out, the task is cancelled:", job.cancelled())
    # ANCHOR_END: main

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1) as pool:
        print("nested, one thread:", await loop.run_in_executor(pool, outer, pool))
    print("main: ends")
    loop.call_later(0.02, disk.set)  # `run` waits for the threads of the loop


asyncio.run(main())
print("run has returned")

import asyncio
import threading


# ANCHOR: main
async def file_size(name):
    return len(name)


def check(sums, loop):
    # On another thread: back to the loop for a coroutine, and wait for its result here.
    size = asyncio.run_coroutine_threadsafe(file_size("a.bin"), loop).result()
    sums.append(size)
    return threading.current_thread() is threading.main_thread()


async def main():
    sums = [1, 2, 3]
    loop = asyncio.get_running_loop()
    in_place = await asyncio.to_thread(check, sums, loop)
    print("on the thread of the loop:", in_place)
    print(sums)
# ANCHOR_END: main


asyncio.run(main())

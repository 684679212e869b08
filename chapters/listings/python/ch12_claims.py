# ANCHOR: main
import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def checksum(name):
    return sum(map(ord, name))


async def coroutine(name):
    return checksum(name)


def main():
    thread = threading.Thread(target=checksum, args=["a.bin"])
    thread.start()
    print("Thread.join:           ", thread.join())
    with ThreadPoolExecutor() as pool:
        print("a thread of a pool:    ", pool.submit(checksum, "a.bin").result())
    with ProcessPoolExecutor(max_workers=1) as pool:
        print("a process of a pool:   ", pool.submit(checksum, "a.bin").result())
    print("a coroutine:           ", asyncio.run(coroutine("a.bin")))


if __name__ == "__main__":
    main()
# ANCHOR_END: main

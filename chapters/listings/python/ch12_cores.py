import asyncio
import threading
import zlib

FILES = [bytes([file]) * 65_536 for file in range(4)]
PAIR = threading.Barrier(2)


def check(file):
    zlib.crc32(file)
    return threading.get_ident()


async def coroutine(file):
    return check(file)


def in_a_pair(file):
    PAIR.wait()  # blocks until a second thread is here too
    return check(file)


# ANCHOR: main
async def main():
    used = await asyncio.gather(*(coroutine(file) for file in FILES))
    print("gather of coroutines:      threads used:", len(set(used)))
    used = await asyncio.gather(*(asyncio.create_task(coroutine(f)) for f in FILES))
    print("gather of tasks:           threads used:", len(set(used)))
    pair = FILES[:2]
    used = await asyncio.gather(*(asyncio.to_thread(in_a_pair, file) for file in pair))
    print("to_thread, for two files:  threads used:", len(set(used)))
# ANCHOR_END: main


asyncio.run(main())

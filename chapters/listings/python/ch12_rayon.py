import asyncio
import threading


def checksum(file):
    return sum(file)


# ANCHOR: compute
async def compute(file):
    loop = asyncio.get_running_loop()
    result = loop.create_future()

    def work():
        total = checksum(file)
        # Not result.set_result(total): that does not wake the loop from another thread.
        loop.call_soon_threadsafe(result.set_result, total)

    threading.Thread(target=work).start()
    return await result
# ANCHOR_END: compute


async def main():
    files = [bytes([n]) * 1000 for n in (1, 2, 3)]
    print(await asyncio.gather(*map(compute, files)))


asyncio.run(main())

import asyncio
import random

began = None
requests = {}


def quote():
    """Is down for a second, and then answers 40 requests in each 200 ms."""
    slot = int((asyncio.get_running_loop().time() - began) * 1000) // 200
    requests[slot] = requests.get(slot, 0) + 1
    if slot < 5 or requests[slot] > 40:
        raise ConnectionError("refused")


# ANCHOR: main
async def client(jitter):
    back_off = 0.4
    while True:
        try:
            return quote()
        except ConnectionError:
            await asyncio.sleep(jitter(back_off))
            back_off = min(back_off * 2, 1.6)


async def main():
    global began
    choose = random.Random(1)
    for name, jitter in [
        ("no jitter", lambda back_off: back_off),
        ("full jitter", lambda back_off: choose.uniform(0, back_off)),
    ]:
        requests.clear()
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for _ in range(100):
                group.create_task(client(jitter))
        last = max(requests) * 200
        print(f"{name}: {sum(requests.values())} requests, the last at {last} ms")
# ANCHOR_END: main


asyncio.run(main())

# ANCHOR: main
import asyncio
import time


async def ask(service, latency):
    print(f"{service}: asked")
    await asyncio.sleep(latency)
    print(f"{service}: answered")
    return service


async def main():
    news = ask("news", 0.2)
    rates = ask("rates", 0.15)
    start = time.perf_counter()
    results = [await news, await rates]
    in_a_row = time.perf_counter() - start
    print(results)

    start = time.perf_counter()
    results = await asyncio.gather(ask("news", 0.2), ask("rates", 0.15))
    gathered = time.perf_counter() - start
    print(results)
    print("gather is the faster:", gathered < in_a_row - 0.05)


asyncio.run(main())
# ANCHOR_END: main

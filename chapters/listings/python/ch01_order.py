# ANCHOR: main
import asyncio


async def ask(service, latency):
    print(f"{service}: asked")
    await asyncio.sleep(latency)
    print(f"{service}: answered")
    return service


async def main():
    print("in a row:")
    news = ask("news", 1.2)
    rates = ask("rates", 0.2)
    print([await news, await rates])

    print("gather:")
    print(await asyncio.gather(ask("news", 1.2), ask("rates", 0.2)))


asyncio.run(main())
# ANCHOR_END: main

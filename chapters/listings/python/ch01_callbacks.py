# ANCHOR: main
import asyncio


def ask(service, latency, callback):
    """Asks, and returns at once. The answer goes to callback."""
    print(f"{service}: asked")
    loop = asyncio.get_running_loop()
    loop.call_later(latency, callback, f"{service}'s answer")


async def main():
    ask("weather", 0.05, lambda answer: print("called back:", answer))
    print("main goes on")

    future = asyncio.get_running_loop().create_future()
    ask("news", 0.1, future.set_result)
    print("awaited:", await future)

    silence = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(silence, timeout=0.05)
    except TimeoutError:
        print("silence: nobody ever set its result")


asyncio.run(main())
# ANCHOR_END: main

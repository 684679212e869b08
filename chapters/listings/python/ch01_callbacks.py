# ANCHOR: main
import asyncio


def ask(service, latency, callback):
    """Sends the request and returns at once. `callback` gets the answer."""
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
        print("silence: no result was set")


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    a_day, ran = 24 * 60 * 60, []
    for name in "abc":
        loop.call_later(0.01, ran.append, name)
    await asyncio.sleep(0.02)
    print("in order:", ran)

    handles = [loop.call_later(a_day, print, "never") for _ in range(1000)]
    for cancelled in (500, 501):
        for handle in handles[-cancelled:]:
            handle.cancel()
        await asyncio.sleep(0)
        print(cancelled, "of 1000 cancelled,", len(loop._scheduled), "in the heap")
    for handle in handles:
        handle.cancel()


asyncio.run(main())
# ANCHOR_END: main

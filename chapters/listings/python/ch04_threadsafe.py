# measures
# ANCHOR: main
import asyncio
import threading
import time


async def wait_for_a_letter(how):
    loop = asyncio.get_running_loop()
    letter = loop.create_future()
    hand_over = getattr(loop, how)

    def friend():
        time.sleep(0.05)
        hand_over(letter.set_result, "hello")

    begun = time.monotonic()
    # Something else in the program, which wakes the loop after a second.
    other = asyncio.create_task(asyncio.sleep(1))
    threading.Thread(target=friend).start()
    await letter
    took = time.monotonic() - begun
    print(f"{how}: noticed after ~{took:.2f} s")
    other.cancel()
    return took


late = asyncio.run(wait_for_a_letter("call_soon"))
at_once = asyncio.run(wait_for_a_letter("call_soon_threadsafe"))
# ANCHOR_END: main
from listings import claim

claim(late >= 0.95 and late > 2 * at_once, "call_soon wakes nobody")

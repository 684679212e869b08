# measures
# ANCHOR: main
import asyncio
import threading
import time


async def wait_for_a_message(how):
    loop = asyncio.get_running_loop()
    message = loop.create_future()
    hand_over = getattr(loop, how)

    def sender():
        time.sleep(0.05)
        hand_over(message.set_result, "hello")

    begun = time.monotonic()
    # Another task, whose timer wakes the loop after a second.
    other = asyncio.create_task(asyncio.sleep(1))
    threading.Thread(target=sender).start()
    await message
    took = time.monotonic() - begun
    print(f"{how}: noticed after ~{took:.2f} s")
    other.cancel()
    return took


late = asyncio.run(wait_for_a_message("call_soon"))
at_once = asyncio.run(wait_for_a_message("call_soon_threadsafe"))
# ANCHOR_END: main
from listings import claim

claim(late >= 0.95 and late > 2 * at_once, "call_soon does not wake the loop")

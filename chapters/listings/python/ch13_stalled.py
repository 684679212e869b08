import asyncio
import logging
import time


# ANCHOR: main
def thumbnail():
    time.sleep(0.3)  # computes


async def upload():
    await asyncio.sleep(0)  # receive the photo
    thumbnail()


async def main():
    asyncio.get_running_loop().slow_callback_duration = 0.05
    await asyncio.create_task(upload(), name="upload")
# ANCHOR_END: main


class Slow(logging.Handler):
    """Prints what asyncio logs, without what differs from run to run."""

    def emit(self, record):
        text = record.getMessage()
        name = "upload" if "name='upload'" in text else "another task"
        print("asyncio logs:", text.split(" ")[0], f"... {name} ... took ... seconds")


logging.getLogger("asyncio").addHandler(Slow())
asyncio.run(main(), debug=True)

# ANCHOR: main
import asyncio
import threading


def in_a_thread(function, *arguments):
    def run():
        try:
            function(*arguments)
        except RuntimeError as error:
            print(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


async def main():
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    in_a_thread(loop.call_soon, print, "never printed")
    in_a_thread(loop.call_soon_threadsafe, print, "printed by the loop")
    await asyncio.sleep(0.01)


asyncio.run(main())
# ANCHOR_END: main

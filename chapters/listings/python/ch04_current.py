# ANCHOR: main
import asyncio


def here():
    try:
        asyncio.get_running_loop()
        return "a loop"
    except RuntimeError as error:
        return error


async def main():
    print("in a coroutine:", here())
    print("in a thread:", await asyncio.to_thread(here))
    print("the same one:", asyncio.get_event_loop() is asyncio.get_running_loop())


print("at first:", here())
asyncio.run(main())
print("afterwards:", here())
# ANCHOR_END: main

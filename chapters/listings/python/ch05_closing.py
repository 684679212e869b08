# ANCHOR: main
import asyncio


async def numbers():
    try:
        for number in range(10):
            yield number
    finally:
        await asyncio.sleep(0)
        print("the generator has cleaned up")


async def first():
    async for number in numbers():
        return number


async def handle_request():
    await asyncio.sleep(10)


async def reply():
    return 42


loop = asyncio.new_event_loop()
left_behind = loop.create_task(handle_request())
loop.run_until_complete(first())
loop.run_until_complete(loop.shutdown_asyncgens())
loop.close()

coroutine = reply()
try:
    loop.run_until_complete(coroutine)
except RuntimeError as error:
    print(error)
coroutine.close()

loop.set_exception_handler(lambda loop, context: print(context["message"]))
del left_behind
# ANCHOR_END: main

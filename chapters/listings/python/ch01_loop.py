# ANCHOR: main
import asyncio


async def second_task():
    print("a second task begins")
    try:
        await asyncio.sleep(3600)
    finally:
        print("a second task is cancelled")


async def main():
    task = asyncio.create_task(second_task())
    await asyncio.sleep(0.01)
    print("the second task is done:", task.done())
    return "the answer"


async def answer():
    return "the answer"


loop = asyncio.new_event_loop()
print("run_until_complete returns", loop.run_until_complete(answer()))
loop.close()

print("run returns", asyncio.run(main()))
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def errand(name, seconds):
    await asyncio.sleep(seconds)
    if name == "bread":
        raise ValueError("no bread")
    print(name, "is done")


async def main():
    both = asyncio.gather(errand("bread", 0.01), errand("milk", 1))
    print("tasks:", len(asyncio.all_tasks()))
    try:
        await both
    except ValueError as error:
        print("gather:", error)
    print("tasks:", len(asyncio.all_tasks()))
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def request(name, seconds):
    await asyncio.sleep(seconds)
    if name == "users":
        raise ValueError("no users")
    print(name, "is done")


async def main():
    both = asyncio.gather(request("users", 0.01), request("orders", 1))
    print("tasks:", len(asyncio.all_tasks()))
    try:
        await both
    except ValueError as error:
        print("gather:", error)
    print("tasks:", len(asyncio.all_tasks()))
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import asyncio


async def save(visit):
    print("saved:", visit)
    return len(visit)


async def main():
    save("monday")
    forgotten = save("tuesday")
    del forgotten
    task = asyncio.create_task(save("wednesday"))
    print(await save("thursday"), await task)


asyncio.run(main())
print("the end")
# ANCHOR_END: main

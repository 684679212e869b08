import asyncio


# ANCHOR: main
async def announce(followers):
    for follower in followers:
        await asyncio.sleep(0)  # sends it
        print("mail to", follower)


async def follow(followers, name):
    followers.insert(0, name)
    print(name, "follows")


async def main():
    followers = ["ada", "bo"]
    await asyncio.gather(announce(followers), follow(followers, "cy"))

    lock = asyncio.Lock()
    async with lock:
        try:
            async with asyncio.timeout(1):
                await lock.acquire()
        except TimeoutError:
            print("a Lock waits for its own task")


asyncio.run(main())
# ANCHOR_END: main

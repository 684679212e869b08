import asyncio


# ANCHOR: main
class Host:
    def __init__(self, name, answers_after):
        self.name, self.answers_after = name, answers_after
        self.places = asyncio.Semaphore(2)


async def ten_requests(total_first):
    total, replies = asyncio.Semaphore(4), []

    async def get(host):
        first, second = total, host.places
        if not total_first:
            first, second = second, first
        async with first, second:
            await asyncio.sleep(host.answers_after)
            replies.append(host.name)

    slow, fast = Host("slow", 0.1), Host("fast", 0.001)
    await asyncio.gather(*(get(host) for host in [slow] * 8 + [fast] * 2))
    return " ".join(replies)


async def main():
    print("the total first:", await ten_requests(True))
    print("the host first: ", await ten_requests(False))


asyncio.run(main())
# ANCHOR_END: main

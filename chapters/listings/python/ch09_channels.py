import asyncio


# ANCHOR: main
async def work(jobs):
    while True:
        upload, reply = await jobs.get()
        await asyncio.sleep(0)  # makes the thumbnail
        if reply.cancelled():
            print(f"{upload}: no longer wanted")
        else:
            reply.set_result(f"small/{upload}")


async def main():
    jobs, replies = asyncio.Queue(8), []
    worker = asyncio.create_task(work(jobs))
    for upload in ["cat.png", "dog.png", "ant.png"]:
        reply = asyncio.get_running_loop().create_future()
        await jobs.put((upload, reply))
        replies.append(reply)
    replies[1].cancel()  # the client has gone
    print(await replies[0])
    print(await replies[2])
    worker.cancel()


asyncio.run(main())
# ANCHOR_END: main

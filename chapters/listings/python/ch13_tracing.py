import asyncio
import contextvars

# ANCHOR: main
photo = contextvars.ContextVar("photo", default="-")


def log(text):
    print(f"{photo.get()}: {text}")


async def upload(name):
    photo.set(name)
    log("received")
    await asyncio.sleep(0)  # stores it
    log("stored")


async def main():
    await asyncio.gather(upload("tea"), upload("oak"))
    log("all are stored")
    await upload("elm")
    log("elm, too")


asyncio.run(main())
# ANCHOR_END: main

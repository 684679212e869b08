# ANCHOR: main
import asyncio


async def ask(service):
    print(f"{service} is asked")
    return f"{service}'s answer"


async def main():
    first = ask("weather")
    second = ask("news")
    print("both are called:", type(first).__name__)

    print(await second)
    del first
    print("the end")


asyncio.run(main())
# ANCHOR_END: main

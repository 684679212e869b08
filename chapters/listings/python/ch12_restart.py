# ANCHOR: main
import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def check(name):
    if name == "broken.bin":
        os._exit(101)
    return f"{name} checked"


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(max_workers=1) as pool:
        print(await loop.run_in_executor(pool, check, "a.bin"))
        for name in ["broken.bin", "b.bin"]:
            try:
                print(await loop.run_in_executor(pool, check, name))
            except BrokenProcessPool:
                print(f"{name}: the pool is broken")
    with ProcessPoolExecutor(max_workers=1) as pool:
        print("a new pool:", await loop.run_in_executor(pool, check, "b.bin"))


if __name__ == "__main__":
    asyncio.run(main())
# ANCHOR_END: main

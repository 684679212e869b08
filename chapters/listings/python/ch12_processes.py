# ANCHOR: main
import asyncio
import sys
from asyncio.subprocess import PIPE

WORKER = """
import sys
for job in sys.stdin:
    # flush: to a pipe, print keeps lines until its buffer is full.
    print(sum(map(ord, job.strip())), flush=True)
"""


async def main():
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, stdin=PIPE, stdout=PIPE
    )

    async def ask(job):
        worker.stdin.write(f"{job}\n".encode())
        await worker.stdin.drain()
        line = await worker.stdout.readline()
        return int(line)

    print("a.bin:", await ask("a.bin"))
    print("b.bin:", await ask("b.bin"))
    worker.stdin.close()
    print("the worker ends with code", await worker.wait())


asyncio.run(main())
# ANCHOR_END: main

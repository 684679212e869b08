import asyncio
import pathlib
import tempfile
from concurrent.futures import ThreadPoolExecutor


class Counting(ThreadPoolExecutor):
    jobs = 0

    def submit(self, *arguments):
        self.jobs += 1
        return super().submit(*arguments)


def in_pieces(path):
    with open(path, "rb") as file:
        while piece := file.read(4096):
            yield sum(piece)


async def main():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder, f"{n}.bin") for n in range(10)]
        for path in paths:
            path.write_bytes(b"\x01" * 16_384)

        # ANCHOR: main
        with Counting() as pool:
            total = 0
            for path in paths:
                file = await loop.run_in_executor(pool, open, path, "rb")
                while piece := await loop.run_in_executor(pool, file.read, 4096):
                    total += sum(piece)
                file.close()
            print("a job for each call:", pool.jobs, "jobs, sum", total)

        with Counting() as pool:
            def batch():
                return sum(sum(in_pieces(path)) for path in paths)

            total = await loop.run_in_executor(pool, batch)
            print("a batch in one job: ", pool.jobs, "jobs, sum", total)
        # ANCHOR_END: main


asyncio.run(main())

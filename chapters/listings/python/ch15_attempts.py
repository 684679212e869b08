import asyncio


class Status(Exception):
    def __init__(self, status, retry_after=0):
        super().__init__(status)
        self.status, self.retry_after = status, retry_after


# ANCHOR: main
def worth_another(error):
    match error:
        case ConnectionError() | TimeoutError():
            return True
        case Status(status=status):
            return status in (408, 429, 500, 502, 503, 504)
    return False


async def with_tries(one, most=5, first=1, longest=30):
    loop = asyncio.get_running_loop()
    began, wait = loop.time(), first
    for nth in range(1, most + 1):
        try:
            return await one()
        except Exception as error:
            print(f"  {loop.time() - began:.0f} s: {error!r}")
            if nth == most or not worth_another(error):
                raise
            await asyncio.sleep(max(min(wait, longest), getattr(error, "retry_after", 0)))
            wait *= 2


async def main():
    for errors in (
        [ConnectionResetError("reset"), Status(429, 60), TimeoutError()],
        [Status(404)],
        [KeyError("changes")],
    ):
        async def one():
            if errors:
                raise errors.pop(0)
            return "done"

        try:
            print(await with_tries(one))
        except Exception:
            print("gave up")


asyncio.run(main())
# ANCHOR_END: main

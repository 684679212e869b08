import inspect
from types import coroutine


@coroutine
def pause():
    yield


async def fetch(pages):
    rows = 0
    while pages > 0:
        await pause()
        pages -= 1
        rows += 20
    return f"{rows} rows"


# ANCHOR: main
fetching = fetch(3)
while fetching.cr_frame is not None:
    state = inspect.getcoroutinestate(fetching)
    kept = dict(fetching.cr_frame.f_locals)
    awaits = fetching.cr_await and fetching.cr_await.__name__
    print(f"{state}: {kept}, awaits {awaits}")
    try:
        fetching.send(None)
    except StopIteration as end:
        print("returned", end.value)
print(inspect.getcoroutinestate(fetching))
# ANCHOR_END: main

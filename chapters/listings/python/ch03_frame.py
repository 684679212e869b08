# ANCHOR: main
import inspect
from types import coroutine


@coroutine
def turn():
    yield


async def climb(steps):
    height = 0
    for step in range(1, steps + 1):
        await turn()
        height += 20 + step
    return f"{height} cm"


climbing = climb(3)
while climbing.cr_frame is not None:
    state = inspect.getcoroutinestate(climbing)
    kept = dict(climbing.cr_frame.f_locals)
    awaits = climbing.cr_await and climbing.cr_await.__name__
    print(f"{state}: {kept}, awaits {awaits}")
    try:
        climbing.send(None)
    except StopIteration as end:
        print("returned", end.value)
print(inspect.getcoroutinestate(climbing))
# ANCHOR_END: main

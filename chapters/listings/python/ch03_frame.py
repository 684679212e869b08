# ANCHOR: main
import inspect
from types import coroutine


@coroutine
def turn():
    yield


async def climb(left):
    height = 0
    while left > 0:
        await turn()
        left -= 1
        height += 20
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

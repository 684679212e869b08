# ANCHOR: main
from types import coroutine


@coroutine
def yield_now():
    yield


async def second_word():
    line = bytearray(b"GET /id")
    rest = memoryview(line)[4:]
    await yield_now()
    return bytes(rest).decode()


words = second_word()
words.send(None)
place = id(words.cr_frame)
kept = [words]
del words
print("the frame has moved:", id(kept[0].cr_frame) != place)
try:
    kept[0].send(None)
except StopIteration as end:
    print(end.value)
# ANCHOR_END: main

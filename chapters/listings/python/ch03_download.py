# ANCHOR: main
class Download:
    percent = 20

    def __await__(self):
        while self.percent < 100:
            print("polled at:", self.percent, "percent")
            yield
        return "the file"


async def saved():
    return "saved: " + await download


download = Download()
coroutine = saved()
print("created")
download.percent = 60
print(coroutine.send(None))
download.percent = 100
try:
    coroutine.send(None)
except StopIteration as end:
    print("StopIteration:", end.value)
# ANCHOR_END: main

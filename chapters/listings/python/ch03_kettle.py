# ANCHOR: main
class Kettle:
    degrees = 20

    def __await__(self):
        while self.degrees < 100:
            print("looks:", self.degrees, "degrees")
            yield
        return "boiling water"


async def tea():
    return "tea with " + await kettle


kettle = Kettle()
coroutine = tea()
print("made")
kettle.degrees = 60
print(coroutine.send(None))
kettle.degrees = 100
try:
    coroutine.send(None)
except StopIteration as end:
    print("StopIteration:", end.value)
# ANCHOR_END: main

# ANCHOR: main
import asyncio


class Loop(asyncio.SelectorEventLoop):
    """asyncio's own loop. It prints a line when a turn begins."""

    turns = 0

    def _run_once(self):
        self.turns += 1
        print(f"turn {self.turns}: {len(self._ready)} ready")
        super()._run_once()


loop = Loop()


def say(text, soon=()):
    print("   ", text)
    if soon:
        loop.call_soon(say, *soon)


loop.call_soon(say, "registered once", ("registered by the first",))
loop.call_soon(say, "registered with it")
loop.call_later(0.3, loop.stop)
loop.run_forever()
loop.close()
print("0.3 s,", loop.turns, "turns")
# ANCHOR_END: main

import asyncio


# ANCHOR: main
class Visits:
    def __init__(self):
        self.number = 0

    async def in_one_step(self):
        await asyncio.sleep(0)
        self.number += 1

    async def in_two_steps(self):
        seen = self.number
        await asyncio.sleep(0)
        self.number = seen + 1


def run_in(order, visit):
    """Resumes the coroutines A and B in this order."""
    visits = Visits()
    running = {name: visit(visits) for name in "AB"}
    for name in order:
        try:
            running[name].send(None)
        except StopIteration:
            del running[name]
    assert not running
    return visits.number


for visit in Visits.in_one_step, Visits.in_two_steps:
    print(visit.__name__)
    for order in "AABB", "ABAB", "ABBA", "BAAB", "BABA", "BBAA":
        print(f"  {order}: {run_in(order, visit)} visits")
# ANCHOR_END: main

import asyncio
from unittest.mock import AsyncMock, patch


class Cached:
    def __init__(self, clock):
        self.clock, self.came, self.price = clock, None, None

    def is_fresh(self):
        return self.came is not None and self.clock() - self.came < 60

    async def get(self, ask):
        if not self.is_fresh():
            self.price = await ask()
            self.came = self.clock()
        return self.price


# ANCHOR: tests
async def weak():
    price, ask = Cached(lambda: 0), AsyncMock(side_effect=[300, 350])
    assert await price.get(ask) == 300
    assert await price.get(ask) == 300


async def better():
    now = 0
    price, ask = Cached(lambda: now), AsyncMock(side_effect=[300, 350])
    assert await price.get(ask) == 300
    now = 59
    assert await price.get(ask) == 300
    now = 60
    assert await price.get(ask) == 350


mutants = {
    "never fresh": lambda self: False,
    "fresh forever": lambda self: self.came is not None,
    "fresh at 60 s": lambda self: self.came is not None and self.clock() - self.came <= 60,
}
for test in weak, better:
    asyncio.run(test())
    for name, is_fresh in mutants.items():
        with patch.object(Cached, "is_fresh", is_fresh):
            try:
                asyncio.run(test())
                print(f"{test.__name__}: the mutant lives: {name}")
            except AssertionError:
                print(f"{test.__name__}: killed: {name}")
# ANCHOR_END: tests

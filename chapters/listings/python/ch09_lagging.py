import asyncio
from collections import deque


class Broadcast:
    """Keeps the last events for each listener, and counts what was lost."""

    def __init__(self, capacity):
        self.capacity, self.listeners = capacity, []

    def subscribe(self):
        listener = Listener(deque(maxlen=self.capacity))
        self.listeners.append(listener)
        return listener

    # ANCHOR: send
    def send(self, event):
        for listener in self.listeners:
            if len(listener.events) == self.capacity:
                listener.missed += 1  # append drops the oldest
            listener.events.append(event)
            listener.has_events.set()
    # ANCHOR_END: send


class Listener:
    def __init__(self, events):
        self.events, self.missed, self.has_events = events, 0, asyncio.Event()

    async def recv(self):
        await self.has_events.wait()
        event, missed, self.missed = self.events.popleft(), self.missed, 0
        if not self.events:
            self.has_events.clear()
        return event, missed


# ANCHOR: main
async def main():
    stored = Broadcast(capacity=4)
    mail = stored.subscribe()
    for upload in range(1, 11):
        stored.send(upload)
    for _ in range(4):
        print(await mail.recv())
# ANCHOR_END: main


asyncio.run(main())

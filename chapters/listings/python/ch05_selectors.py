# ANCHOR: main
import asyncio
import selectors
import socket


def sockets():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    return ours, theirs


ours, theirs = sockets()
selector = selectors.DefaultSelector()
selector.register(ours, selectors.EVENT_READ, data="Ada")
theirs.send(b"one")
for round in (1, 2):
    found = [key.data for key, _ in selector.select(timeout=0.05)]
    print(f"select, time {round}, nothing read:", found)
selector.close()


async def main():
    loop = asyncio.get_running_loop()
    ours, theirs = sockets()
    calls = []
    loop.add_reader(ours, calls.append, "ready")
    theirs.send(b"one")
    for _ in range(3):
        await asyncio.sleep(0)
    print("add_reader, nothing read:", len(calls) > 1 and "called in each turn")
    loop.remove_reader(ours)
    print("sock_recv:", await loop.sock_recv(ours, 64))


asyncio.run(main())
# ANCHOR_END: main

import asyncio
import socket


def sockets():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    return ours, theirs


# ANCHOR: main
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
    # ANCHOR_END: main


asyncio.run(main())

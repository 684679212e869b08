import select
import socket


def events_of(sock):
    """Edge-triggered: an event when new bytes come."""
    if hasattr(select, "epoll"):
        poller = select.epoll()
        poller.register(sock, select.EPOLLIN | select.EPOLLET)
        return lambda: bool(poller.poll(0.1))
    poller = select.kqueue()
    flags = select.KQ_EV_ADD | select.KQ_EV_CLEAR
    poller.control([select.kevent(sock, select.KQ_FILTER_READ, flags)], 0)
    return lambda: bool(poller.control(None, 1, 0.1))


# ANCHOR: main
client, served = socket.socketpair()
served.setblocking(False)
try:
    served.recv(1000)
except BlockingIOError:
    print("it would block")

event = events_of(served)
client.sendall(b"." * 3000)
print("event:", event(), "and a read of", len(served.recv(1000)))
print("event:", event(), "with 2000 bytes unread")
client.sendall(b".")
print("event:", event(), "and a read of", len(served.recv(1000)))
print("a short read:", len(served.recv(9000)), "of 9000")
client.sendall(b".")
print("event:", event(), "and a read of", len(served.recv(1000)))

client.close()
print("the end:", served.recv(1000))
# ANCHOR_END: main

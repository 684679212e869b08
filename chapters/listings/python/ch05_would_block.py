# ANCHOR: main
import select
import socket


def news_of(sock):
    """A wait that tells of new bytes only: edge-triggered."""
    if hasattr(select, "epoll"):
        poller = select.epoll()
        poller.register(sock, select.EPOLLIN | select.EPOLLET)
        return lambda: bool(poller.poll(0.1))
    poller = select.kqueue()
    flags = select.KQ_EV_ADD | select.KQ_EV_CLEAR
    poller.control([select.kevent(sock, select.KQ_FILTER_READ, flags)], 0)
    return lambda: bool(poller.control(None, 1, 0.1))


client, served = socket.socketpair()
served.setblocking(False)
try:
    served.recv(1000)
except BlockingIOError:
    print("it would block")

news = news_of(served)
client.sendall(b"." * 3000)
print("news:", news(), "and a read of", len(served.recv(1000)))
print("news:", news())
client.sendall(b".")
print("news:", news(), "and a read of", len(served.recv(1000)))
print("left:", len(served.recv(9000)))

client.close()
print("the end:", served.recv(1000))
# ANCHOR_END: main

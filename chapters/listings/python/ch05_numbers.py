# ANCHOR: main
import selectors
import socket

selector = selectors.DefaultSelector()


def connect(name):
    ours, theirs = socket.socketpair()
    selector.register(ours, selectors.EVENT_READ, data=name)
    return ours, theirs


bob, bobs_end = connect("Bob")
bobs_end.send(b"hello")
events = selector.select()
number = bob.fileno()

selector.unregister(bob)
bob.close()
cem, cems_end = connect("Cem")
print("the same number:", cem.fileno() == number)

for key, _ in events:
    print("by number:", selector.get_map()[key.fd].data)
    print("by what the event carries:", key.data)
# ANCHOR_END: main

import asyncio


class Service(asyncio.DatagramProtocol):
    lost = True  # the first datagram

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, datagram, address):
        if self.lost:
            self.lost = False
            return print("a datagram is lost")
        self.transport.sendto(datagram[:1] + b"27", address)


# ANCHOR: main
class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.open = {}  # the futures of the questions, by id

    def datagram_received(self, datagram, address):
        if future := self.open.pop(datagram[0], None):
            future.set_result(datagram[1:])


async def main():
    loop = asyncio.get_running_loop()
    service, _ = await loop.create_datagram_endpoint(
        Service, local_addr=("127.0.0.1", 0)
    )
    address = service.get_extra_info("sockname")
    wire, client = await loop.create_datagram_endpoint(Client, remote_addr=address)
    price = client.open[1] = loop.create_future()
    for attempt in range(1, 4):
        wire.sendto(b"\1tin")
        done, _ = await asyncio.wait([price], timeout=0.2)
        if done:
            print("attempt", attempt, price.result())
            break
    wire.close()
    service.close()
# ANCHOR_END: main


asyncio.run(main())

import asyncio

PAGE = b"08:10 North\n08:40 South\n09:20 West\n"


# ANCHOR: main
async def serve(reader, writer):
    """A server that does not know ranges."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE))
    writer.close()


async def rest(port, on_disk):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nRange: bytes=%d-\r\n\r\n" % len(on_disk))
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split()[1])
    body = await reader.read()
    writer.close()
    return status, body


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    on_disk = PAGE[:12]
    status, body = await rest(port, on_disk)
    print("status", status)
    print("appended:", len(on_disk + body), "bytes of", len(PAGE))
    match status:
        case 206:
            on_disk += body
        case 200:
            on_disk = body
    print("as the status says:", on_disk == PAGE)
    server.close()


asyncio.run(main())
# ANCHOR_END: main

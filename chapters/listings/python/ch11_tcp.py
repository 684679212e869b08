import asyncio


# ANCHOR: main
async def handle(reader, writer):
    try:
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            name = await reader.readexactly(length)
            print("asked for", name.decode())
            writer.write(b"27\n")
            await writer.drain()  # waits while the client does not read
    except asyncio.IncompleteReadError as error:
        print("closed, in the middle:", bool(error.partial))
    finally:
        writer.close()


async def client(port, sends):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sends)
    writer.write_eof()  # this direction alone
    print("replies:", await reader.read())
    writer.close()


async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await client(port, b"\0\x06copper\0\x03tin")
    await client(port, b"\0\x06cop")
    server.close()  # accepts no more
# ANCHOR_END: main


asyncio.run(main())

# ANCHOR: main
import asyncio


async def echo(reader, writer):
    while bytes := await reader.read(4096):
        writer.write(bytes)
        await writer.drain()
    writer.close()


async def client(name, port, first=None):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    if first:
        await first
    writer.write(name.encode())
    writer.write_eof()
    print("echo:", (await reader.read()).decode())
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as clients:
        bob = asyncio.create_task(client("Bob", port))
        clients.create_task(client("Ada", port, first=bob))
    server.close()
    await server.wait_closed()


asyncio.run(main())
# ANCHOR_END: main

import asyncio
import unittest
from unittest.mock import AsyncMock, Mock


# ANCHOR: main
async def ask(reader, writer, item):
    writer.write(f"price {item}\n".encode())
    await writer.drain()
    answer = await reader.read(2)  # wrong: it may be one byte
    if not answer:
        raise EOFError
    return int.from_bytes(answer, "big")


class Asks(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.writer = Mock(spec=asyncio.StreamWriter)  # drain is an AsyncMock

    async def test_fed_at_once(self):
        reader = asyncio.StreamReader()
        reader.feed_data((300).to_bytes(2, "big"))
        self.assertEqual(await ask(reader, self.writer, "tea"), 300)
        self.writer.write.assert_called_once_with(b"price tea\n")

    async def test_fed_in_two_parts(self):
        reader = asyncio.StreamReader()
        for byte in (300).to_bytes(2, "big"):
            reader.feed_data(bytes([byte]))
        self.assertEqual(await ask(reader, self.writer, "tea"), 300)

    async def test_hangs_up(self):
        reader = asyncio.StreamReader()
        reader.feed_eof()
        with self.assertRaises(EOFError):
            await ask(reader, self.writer, "tea")

    async def test_reads_in_two_parts(self):
        first, second = (300).to_bytes(2, "big")
        reader = Mock(spec=asyncio.StreamReader)
        reader.read = AsyncMock(side_effect=[bytes([first]), bytes([second])])
        self.assertEqual(await ask(reader, self.writer, "tea"), 300)


for test in unittest.defaultTestLoader.loadTestsFromTestCase(Asks):
    result = test.run()
    print(test._testMethodName, "passes" if result.wasSuccessful() else "fails")
    for _, traceback in result.failures:
        print(" ", traceback.splitlines()[-1])
# ANCHOR_END: main

import asyncio
import json


# ANCHOR: main
class Board:
    def __init__(self):
        self.rows, self.tables = 0, {}
        self.change = asyncio.Event()

    def add(self, rows):
        self.rows += rows
        self.change.set()


async def bring(table, board):
    board.tables[table] = "interrupted"  # until something else is known
    rows = 1000 if table == "orders" else 60
    for _ in range(rows):
        await asyncio.sleep(0.002)
        board.add(1)
    board.tables[table] = "done"


async def display(board):
    draws = 0
    while True:
        await board.change.wait()
        board.change.clear()  # before the state is read: a change while it draws sets it again
        await asyncio.sleep(0.01)  # draws board.rows
        draws += 1
        if board.tables["pages"] == "done":
            return draws


async def main():
    board = Board()
    tasks = [asyncio.create_task(bring(table, board)) for table in ("pages", "orders")]
    draws = await display(board)
    tasks[1].cancel()
    await asyncio.wait(tasks)
    print("fewer draws than rows:", draws < board.rows / 4)
    print(json.dumps(board.tables))


asyncio.run(main())
# ANCHOR_END: main

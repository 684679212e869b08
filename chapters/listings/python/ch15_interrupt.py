import asyncio
import signal


# ANCHOR: main
async def export(name, rows):
    try:
        for row in range(rows):
            await asyncio.sleep(0.01)
            if row == 1:
                signal.raise_signal(signal.SIGINT)  # Ctrl-C
    finally:
        print(name, "writes its last rows")
        await asyncio.sleep(0.01)
        if name == "orders":
            signal.raise_signal(signal.SIGINT)  # the second one
        await asyncio.sleep(0.01)
        print(name, "has written them")


for name in ("pages", "orders"):
    try:
        asyncio.run(export(name, 5))
    except KeyboardInterrupt:
        print(name, "ends with KeyboardInterrupt")
# ANCHOR_END: main

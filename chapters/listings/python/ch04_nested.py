# ANCHOR: main
import asyncio


async def answer():
    await asyncio.sleep(0.01)
    return 42


async def outer():
    for run in [asyncio.run, asyncio.get_running_loop().run_until_complete]:
        inner = answer()
        try:
            run(inner)
        except RuntimeError as error:
            print(f"{run.__name__}: {error}")
            inner.close()
    return await answer()


loop = asyncio.new_event_loop()
print(loop.run_until_complete(outer()))
loop.close()
late = answer()
try:
    loop.run_until_complete(late)
except RuntimeError as error:
    print(error)
    late.close()
# ANCHOR_END: main

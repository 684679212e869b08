import asyncio


async def job(name, stop):
    for _ in range(200 if name == "c" else 2):
        if stop.is_set() and name != "c":
            return "left"
        await asyncio.sleep(0.01)
    if name == "b":
        raise ValueError("a bug")
    return "finished"


# ANCHOR: main
async def run(names, most, first, second):
    report = dict.fromkeys(names, "not started")
    waiting, running, stop = list(names), {}, asyncio.Event()
    signals = {asyncio.create_task(first), asyncio.create_task(second)}
    while running or (waiting and not stop.is_set()):
        if waiting and len(running) < most and not stop.is_set():
            name = waiting.pop(0)
            running[asyncio.create_task(job(name, stop))] = name
            continue
        done, _ = await asyncio.wait(
            signals | running.keys(), return_when=asyncio.FIRST_COMPLETED
        )
        for task in done - signals:
            error = task.exception()
            report[running.pop(task)] = f"failed: {error}" if error else task.result()
        if done & signals and not stop.is_set():
            stop.set()
        elif done & signals:
            break
        signals -= done
    for task, name in running.items():
        report[name] = "cut"
        task.cancel()
    for task in signals:
        task.cancel()
    await asyncio.gather(*running, *signals, return_exceptions=True)
    return report


async def main():
    first, second = asyncio.sleep(0.035), asyncio.sleep(1)
    for name, entry in (await run("abcdef", 2, first, second)).items():
        print(name, entry)


asyncio.run(main())
# ANCHOR_END: main

# ANCHOR: main
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def ask(service, latency):
    time.sleep(latency)
    if service == "rates":
        raise ValueError("the rates are unreadable")
    return f"{service}'s answer"


thread = threading.Thread(target=ask, args=("weather", 0.05))
print("start returns", thread.start())
print("join returns", thread.join())

with ThreadPoolExecutor() as pool:
    weather = pool.submit(ask, "weather", 0.05)
    rates = pool.submit(ask, "rates", 0.05)
    print("the pool returns", weather.result())
    print("or keeps the error:", rates.exception())
# ANCHOR_END: main

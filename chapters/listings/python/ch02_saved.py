# ANCHOR: main
import sys


def counted():
    piece = bytes(4096)
    lines = piece.count(b"\n")
    yield lines


def deleted():
    piece = bytes(4096)
    lines = piece.count(b"\n")
    del piece
    yield lines


for generator in [counted(), deleted()]:
    next(generator)
    frame = generator.gi_frame
    kept = {name: sys.getsizeof(value) for name, value in frame.f_locals.items()}
    print(f"{generator.__name__} stopped in line {frame.f_lineno}")
    print(f"  the generator: ~{sys.getsizeof(generator)} bytes")
    for name, size in kept.items():
        print(f"  {name}: ~{size} bytes")
# ANCHOR_END: main

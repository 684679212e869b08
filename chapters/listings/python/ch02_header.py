# ANCHOR: main
def address():
    name = yield "needs a name"
    town = yield f"needs {name}'s town"
    print("  address:", name, town)
    return f"{name}, {town}"


def header():
    sender = yield from address()
    receiver = yield from address()
    return f"from {sender} to {receiver}"


def parse(parser, lines):
    need = next(parser)
    try:
        for line in lines:
            print(f"{need}: {line}")
            need = parser.send(line)
    except StopIteration as end:
        print("returned:", end.value)


parse(header(), ["Ada", "London", "Bob", "Bath"])
# ANCHOR_END: main

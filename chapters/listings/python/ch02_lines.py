# ANCHOR: generator
def lines(text):
    print("it begins")
    number = 1
    while "\n" in text:
        line, text = text.split("\n", 1)
        yield number, line
        number += 1
    return text
# ANCHOR_END: generator


# ANCHOR: main
generator = lines("Ada\nLondon\nBob\nBa")
print("called:", type(generator).__name__)
print("next:", next(generator))
print("for:", [line for line in generator])

generator = lines("Ada\nLondon\nBo")
for _ in range(4):
    try:
        print("next:", next(generator))
    except StopIteration as end:
        print("StopIteration, value", end.value)
# ANCHOR_END: main

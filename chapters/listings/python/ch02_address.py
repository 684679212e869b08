# ANCHOR: address
def address():
    name = yield "needs a name"
    town = yield f"needs {name}'s town"
    return f"{name}, {town}"
# ANCHOR_END: address


# ANCHOR: main
parser = address()
try:
    parser.send("Ada")
except TypeError as error:
    print("TypeError:", error)

print(next(parser))
print(parser.send("Ada"))
try:
    parser.send("London")
except StopIteration as end:
    print("returned:", end.value)
# ANCHOR_END: main

# ANCHOR: dialogue
def dialogue():
    name = yield "Who are you?"
    town = yield f"Which town, {name}?"
    return f"{name} of {town}"
# ANCHOR_END: dialogue


# ANCHOR: main
talk = dialogue()
try:
    talk.send("Ada")
except TypeError as error:
    print("TypeError:", error)

print(next(talk))
print(talk.send("Ada"))
try:
    talk.send("London")
except StopIteration as end:
    print("returned:", end.value)
# ANCHOR_END: main

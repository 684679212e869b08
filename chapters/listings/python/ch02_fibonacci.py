# ANCHOR: generator
def fibonacci(limit):
    print("it begins")
    a, b = 0, 1
    while a <= limit:
        yield a
        a, b = b, a + b
    return a
# ANCHOR_END: generator


# ANCHOR: main
numbers = fibonacci(2)
print("called:", type(numbers).__name__)
print("next:", next(numbers))
print("for:", [number for number in numbers])

numbers = fibonacci(1)
for _ in range(5):
    try:
        print("next:", next(numbers))
    except StopIteration as end:
        print("StopIteration, value", end.value)
# ANCHOR_END: main

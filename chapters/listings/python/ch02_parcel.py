# ANCHOR: main
def address():
    street = yield "Which street?"
    town = yield "Which town?"
    print("  address:", street, town)
    return f"{street}, {town}"


def parcel():
    sender = yield from address()
    receiver = yield from address()
    return f"from {sender} to {receiver}"


def talk(questions, answers):
    question = next(questions)
    try:
        for answer in answers:
            print(question, answer)
            question = questions.send(answer)
    except StopIteration as end:
        print("returned:", end.value)


talk(parcel(), ["Elm 3", "Ulm", "Rue 9", "Lyon"])
# ANCHOR_END: main

# ANCHOR: main
def reader():
    line = None
    while True:
        fields, field, char = [], "", None
        while char != "\n":
            char = yield line
            line = None
            if char == '"':
                while (char := (yield)) != '"':
                    field += (yield) if char == "\\" else char
            elif char in ",\n":
                fields.append(field)
                field = ""
            else:
                field += char
        line = fields


fields = reader()
next(fields)
for piece in ['Ada,"Lon', 'don, \\', '"W1\\""', "\nBob,", "Bath\n"]:
    print(repr(piece), [line for char in piece if (line := fields.send(char))])
# ANCHOR_END: main

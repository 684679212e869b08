import gzip
import zlib

# ANCHOR: main
page = b"".join(b"%02d:10 North\n" % hour for hour in range(24))
sent = gzip.compress(page, mtime=0)  # the body, under Content-Encoding: gzip
print(len(page), "bytes, fewer as gzip:", len(sent) < len(page))

# The connection breaks in the middle, and the client has decoded what came.
decoder = zlib.decompressobj(wbits=31)
on_disk = decoder.decompress(sent[: len(sent) // 2])
print("a beginning of the page is on disk:", page.startswith(on_disk))

# The server counts encoded bytes, the client counts decoded ones.
print("is there a byte", len(on_disk), "in the body?", len(on_disk) < len(sent))

# And the rest of an encoded body, from the right place on, is no gzip.
try:
    gzip.decompress(sent[len(sent) // 2 :])
except gzip.BadGzipFile as error:
    print(type(error).__name__)
# ANCHOR_END: main

import gzip
import zlib

# ANCHOR: main
page = b"".join(b"%04d North\n" % number for number in range(5000))
body = gzip.compress(page, mtime=0)  # what is sent, under Content-Encoding: gzip

# The connection breaks in the middle, and the client has decoded what came.
decoder = zlib.decompressobj(wbits=31)
on_disk = decoder.decompress(body[: len(body) // 2])
print("the beginning of the page is on disk:", page.startswith(on_disk))
print("more bytes than the whole body has:", len(on_disk) > len(body))

# The rest of the body, from the right place on, cannot be decoded by itself.
try:
    gzip.decompress(body[len(body) // 2 :])
except gzip.BadGzipFile as error:
    print(type(error).__name__)
# ANCHOR_END: main

"""A connection for each request, and one for all: the server counts the connections that it accepts."""

import http.client
import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

accepted = 0


class Quotes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    # Called once for each connection that is accepted.
    def setup(self):
        global accepted
        accepted += 1
        super().setup()

    def do_GET(self):
        body = json.dumps({"item": self.path[1:], "cents": 100 * len(self.path[1:])}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ITEMS = ["tea", "cocoa", "sugar", "flour", "salt"]

with ThreadingHTTPServer(("127.0.0.1", 0), Quotes) as server:
    host, port = server.server_address
    threading.Thread(target=server.serve_forever, daemon=True).start()

    # ANCHOR: main
    for item in ITEMS:
        with urllib.request.urlopen(f"http://{host}:{port}/{item}") as reply:
            json.load(reply)
    print(f"urlopen, {len(ITEMS)} times: {accepted} connections")

    accepted = 0
    connection = http.client.HTTPConnection(host, port)
    for item in ITEMS:
        connection.request("GET", f"/{item}")
        json.load(connection.getresponse())
    print(f"one HTTPConnection: {accepted} connection")
    # ANCHOR_END: main
    connection.close()
    server.shutdown()

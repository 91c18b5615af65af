"""Proxies between a client and the server that do not keep their word, for 3.01 and 3.05.

Liar answers "done" before the server has; Cutter lets a request through and the server answer,
then cuts the line before the client hears of it.
"""
import socket
import threading


def read_message(s, have=b""):
    """(one whole HTTP message with a Content-Length, the rest); (None, b"") at the end."""
    while b"\r\n\r\n" not in have:
        more = s.recv(65536)
        if not more:
            return None, b""
        have += more
    head, _, body = have.partition(b"\r\n\r\n")
    n = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            n = int(value)
    while len(body) < n:
        more = s.recv(65536)
        if not more:
            return None, b""
        body += more
    return head + b"\r\n\r\n" + body[:n], body[n:]


class Proxy:
    def __init__(self, port):
        self.to, self.listener = port, socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve_quietly, args=(s,), daemon=True).start()

    def serve_quietly(self, s):
        try:
            self.serve(s)
        except OSError:
            pass
        finally:
            s.close()


class Liar(Proxy):
    """Raising a matter is answered at once; everything else honestly."""

    SAID = b'{"matter":1,"receipt":"","state":"raised","holder":"","due":null}'

    def serve(self, s):
        rest = b""
        with socket.create_connection(("127.0.0.1", self.to)) as up:
            while True:
                message, rest = read_message(s, rest)
                if message is None:
                    return
                lie = message.startswith(b"POST /api/v1/matters HTTP")
                if lie:
                    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                              % (len(self.SAID), self.SAID))
                up.sendall(message)
                reply, _ = read_message(up)
                if reply is None:
                    return
                if not lie:
                    s.sendall(reply)


class Cutter(Proxy):
    """Cuts the line after the server's whole answer has come and before any of it is passed on."""

    cuts = 0

    def serve(self, s):
        message, _ = read_message(s)
        if message is None:
            return
        with socket.create_connection(("127.0.0.1", self.to)) as up:
            up.sendall(message)
            reply, _ = read_message(up)
        if reply is not None and reply[9:12] in (b"200", b"303"):
            self.cuts += 1

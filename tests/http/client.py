"""A client without manners: sends bytes as they are and says what came back, and when."""
import select
import socket
import subprocess
import sys
import time


class Talk:
    """What came of one connection: its answers, what was left over, and how it ended."""

    def __init__(self):
        self.answers, self.rest, self.closed, self.seconds = [], b"", False, 0.0

    def __repr__(self):
        return f"<{[a[0] for a in self.answers]} rest={self.rest[:60]!r} closed={self.closed} {self.seconds:.1f}s>"


def take_answer(data, is_head=False):
    """(status, headers, body) and the rest; None when there is no whole answer yet."""
    end = data.find(b"\r\n\r\n")
    if end < 0 or not data.startswith(b"HTTP/1."):
        return None
    lines = data[:end].decode("latin-1").split("\r\n")
    headers = [(k.lower(), v.strip()) for k, _, v in (line.partition(":") for line in lines[1:])]
    status, rest = int(lines[0].split(" ")[1]), data[end + 4:]
    if 100 <= status < 200:
        return take_answer(rest, is_head)
    said = dict(headers)
    if is_head or status in (204, 304):
        return (status, headers, b""), rest
    if "chunked" in said.get("transfer-encoding", ""):
        body = b""
        while True:
            size, _, tail = rest.partition(b"\r\n")
            n = int(size or b"0", 16) if tail else -1
            if n < 0 or len(tail) < n + 2:
                return None
            body, rest = body + tail[:n], tail[n + 2:]
            if n == 0:
                return (status, headers, body), rest
    n = int(said.get("content-length", "0"))
    return None if len(rest) < n else ((status, headers, rest[:n]), rest[n:])


def talk(port, data, most, quiet=0.4, want=1):
    """Sends `data`; reads until the other end closes, or `quiet` seconds after `want` answers,
    or `most` seconds in all."""
    t, got, began = Talk(), b"", time.monotonic()
    is_head = data.startswith(b"HEAD ")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        s.setblocking(False)
        left, heard = data, time.monotonic()
        while True:
            now = time.monotonic()
            if now - began > most or (len(t.answers) >= want and now - heard > quiet):
                break
            r, w, _ = select.select([s], [s] if left else [], [], 0.05)
            if w:
                try:
                    left = left[s.send(left):]
                except OSError:
                    left = b""
            if not r:
                continue
            try:
                more = s.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                more = b""
            if not more:
                t.closed = True
                break
            got, heard = got + more, time.monotonic()
            while (found := take_answer(got, is_head)) is not None:
                t.answers.append(found[0])
                got = found[1]
        t.rest, t.seconds = got, time.monotonic() - began
    return t


def get(port, path="/healthz"):
    """Seconds that one fresh request took, connection and all."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as s:
        s.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path.encode())
        data = b""
        while more := s.recv(65536):
            data += more
    assert data.startswith(b"HTTP/1.1 200"), data[:80]
    return time.perf_counter() - began


def p99(seconds):
    return sorted(seconds)[max(0, int(len(seconds) * 0.99) - 1)]


def windows(port, seconds, n=4):
    """p99 of fresh requests in each of n windows of time, by a process that does nothing else:
    a busy machine disturbs some of them, what the server does shows in the least disturbed."""
    done = subprocess.run([sys.executable, __file__, str(port), str(seconds / n), str(n)], capture_output=True,
                          text=True, timeout=seconds * 20 + 60, check=True)
    return sorted(float(line) for line in done.stdout.split())


def main(port, seconds, n):
    for _ in range(n):
        took, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            took.append(get(port))
            time.sleep(0.001)
        print(p99(took), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))

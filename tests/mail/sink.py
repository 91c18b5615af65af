"""A mail server of the tests: takes letters, or behaves in every way a bad one does.

    with Sink() as s:                 # 127.0.0.1:s.port
        s.mode = "greylist"           # see MODES
        s.letters                     # [Letter(id, to, text)]: what it has said 250 to
        s.raw                         # every byte that came in
"""
import email
import email.policy
import re
import socket
import threading
import time

MODES = ["well", "greylist", "refuse_reader", "refuse_letter", "refuse_sender", "later_letter", "busy",
         "hang_hello", "hang_letter", "drop_hello", "drop_letter", "megabyte_line", "no_line_end", "nul",
         "many_lines", "strange_code", "garbage", "two_at_once", "no_starttls", "commands", "drip", "drip_letter"]


class Letter:
    def __init__(self, to, data):
        self.to, self.data = to, data
        self.mail = email.message_from_bytes(data, policy=email.policy.default)
        self.id = self.mail["Message-ID"]

    @property
    def text(self):
        """Everything a reader could see, decoded."""
        return "\n".join([f"{k}: {v}" for k, v in self.mail.items()] + [self.mail.get_content()])


class Sink:
    def __init__(self, mode="well", delay=0.0):
        self.mode, self.delay = mode, delay
        self.letters, self.raw, self.seen, self.said = [], bytearray(), set(), []
        self.lock = threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.open = True

    def __enter__(self):
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.open = False
        self.socket.shutdown(socket.SHUT_RDWR)         # or the thread in accept() takes one more
        self.socket.close()

    def listen(self):
        while self.open:
            try:
                c, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.safely, args=(c,), daemon=True).start()

    def safely(self, c):
        try:
            with c:
                self.talk(c)
        except OSError:
            pass                          # the sender was killed, or hung up on us

    def line(self, c, have):
        while b"\n" not in have:
            some = c.recv(65536)
            if not some:
                return None
            self.raw += some
            have += some
        at = have.index(b"\n") + 1
        line = bytes(have[:at])
        del have[:at]
        return line

    def body(self, c, have):
        """Up to the lone dot; None when it never came."""
        data = bytearray()
        while True:
            line = self.line(c, have)
            if line is None:
                return None
            if line == b".\r\n":
                return bytes(data)
            data += line[1:] if line.startswith(b".") else line

    def bad_hello(self, c):
        """True when this mode never gets beyond the greeting."""
        m = self.mode
        if m == "hang_hello":
            time.sleep(60)
        elif m == "busy":
            c.sendall(b"421 come again\r\n")
        elif m == "megabyte_line":
            c.sendall(b"220 " + b"a" * 1_000_000 + b"\r\n")
        elif m == "no_line_end":
            for _ in range(40):
                c.sendall(b"220 " + b"a" * 100_000)
        elif m == "nul":
            c.sendall(b"220 \0\0\0 hello\0\r\n")
        elif m == "many_lines":
            c.sendall(b"220-more\r\n" * 200_000 + b"500 end\r\n")
        elif m == "strange_code":
            c.sendall(b"999999999999 what\r\n-1 no\r\n")
        elif m == "garbage":
            c.sendall(bytes(range(256)) * 500)
        elif m == "drip":
            for b in b"220-" + b"x" * 600:
                c.sendall(bytes([b]))
                time.sleep(0.1)
        elif m != "drop_hello":
            return False
        return True

    def talk(self, c):
        have, to = bytearray(), None
        if self.bad_hello(c):
            return
        c.sendall(b"220 sink\r\n" + (b"250 early\r\n" * 3 if self.mode == "two_at_once" else b""))
        while (line := self.line(c, have)) is not None:
            verb = line[:4].upper()
            with self.lock:
                self.said.append(line)
            if verb == b"EHLO":
                c.sendall(b"250-sink\r\n250 8BITMIME\r\n")
            elif verb == b"MAIL":
                c.sendall(b"550 not you\r\n" if self.mode == "refuse_sender" else b"250 ok\r\n")
            elif verb == b"RCPT":
                to = line.decode("latin-1").strip()
                c.sendall(self.reader(to))
            elif verb == b"DATA":
                c.sendall(b"354 go on\r\n")
                data = self.body(c, have)
                if data is None or not self.take(c, to, data):
                    return
            elif verb == b"QUIT":
                c.sendall(b"221 bye\r\n")
                return
            else:
                c.sendall(b"250 ok\r\n")

    def reader(self, to):
        if self.mode == "refuse_reader":
            return b"550 5.1.1 nobody\r\n"
        if self.mode == "commands":
            return b"250 ok\r\nRCPT TO:<other@evil.example>\r\n354 go\r\nDATA\r\n"
        if self.mode == "greylist" and to not in self.seen:
            self.seen.add(to)
            return b"451 4.7.1 greylisted\r\n"
        return b"250 ok\r\n"

    def take(self, c, to, data):
        if self.mode == "hang_letter":
            time.sleep(60)
        if self.mode == "drip_letter":
            for _ in range(200):
                c.sendall(b"250-go on\r\n")
                time.sleep(0.3)
        if self.mode == "refuse_letter":
            c.sendall(b"554 5.6.0 no\r\n")
            return True
        if self.mode == "later_letter":
            c.sendall(b"452 4.2.2 full\r\n")
            return True
        with self.lock:
            self.letters.append(Letter(to, data))
        if self.mode == "drop_letter":
            return False
        time.sleep(self.delay)
        c.sendall(b"250 kept\r\n")
        return True


def doubles(letters):
    """How many letters came again under a Message-ID that was here before."""
    return len(letters) - len({x.id for x in letters})


def canaries_in(sink, words):
    """Which of the planted words stand anywhere in what the sink got: raw, or decoded."""
    decoded = "\n".join(x.text for x in sink.letters)
    raw = bytes(sink.raw).decode("latin-1")
    return sorted(w for w in words if re.search(re.escape(w), decoded + raw, re.I))

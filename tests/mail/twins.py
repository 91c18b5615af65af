"""Senders that are wrong on purpose: the tests must find them out.

    twins.py forget DB PORT      marks a row as sent before it sends: a kill loses it (either engine)
    twins.py tell DB PORT        sends what somebody said, and their name
    twins.py trust DB PORT       puts an address into header and command as it stands
"""
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time



class Server:
    """Of sqlite3's own face as much as "forget" needs, by psql."""

    def __init__(self, where):
        self.psql = subprocess.Popen(["psql", "-qXAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", where], text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def execute(self, sql, values=()):
        for v in values:
            sql = sql.replace("?", str(int(v)), 1)
        print(f"{sql};\n\\echo done", file=self.psql.stdin, flush=True)
        self.said = list(iter(lambda: self.psql.stdout.readline().rstrip("\n") or sys.exit("psql ended"), "done"))
        return self

    def fetchone(self):
        return self.said[0].split("\t") if self.said else None


how, path, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = Server(path[9:]) if path.startswith("postgres:") else sqlite3.connect(path, timeout=20, isolation_level=None)
db.execute("SELECT 1").fetchone()          # it is there: whoever kills us may begin
print("Waggle sends mail, wrongly", flush=True)
while how == "trust":
    row = db.execute("SELECT o.id, p.email FROM outbox o JOIN person p ON p.id = o.person WHERE o.state = 3 LIMIT 1").fetchone()
    if row is None:
        sys.exit()
    db.execute("UPDATE outbox SET state = 2 WHERE id = ?", row[:1])
    with socket.create_connection(("127.0.0.1", port)) as c:
        for line in ("EHLO x", "MAIL FROM:<waggle@post.example>", f"RCPT TO:<{row[1]}>", "DATA", f"To: <{row[1]}>\r\n\r\nx\r\n.", "QUIT"):
            c.sendall(line.encode() + b"\r\n")
            time.sleep(0.02)
while True:
    row = db.execute("SELECT id, ref, person FROM outbox WHERE state = 1 ORDER BY id LIMIT 1").fetchone()
    if row is None:
        if how == "tell":
            break
        time.sleep(0.1)
        continue
    words = "There is something new for you."
    if how == "tell":
        words += " " + " ".join(db.execute("SELECT m.author_name, m.said FROM matter m LIMIT 1").fetchone())
    db.execute("UPDATE outbox SET state = 2 WHERE id = ?", row[:1])
    s = smtplib.SMTP("127.0.0.1", port)
    s.sendmail("waggle@post.example", [f"reader{row[2]}@in.example"],
               f"Message-ID: <{row[1]}@post.example>\r\nSubject: x\r\n\r\n{words}\r\n".encode())
    s.quit()

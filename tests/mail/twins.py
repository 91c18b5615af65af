"""Senders that are wrong on purpose: the tests must find them out.

    twins.py forget DB PORT      marks a row as sent before it sends: a kill loses it
    twins.py tell DB PORT        sends what somebody said, and their name
    twins.py trust DB PORT       puts an address into header and command as it stands
"""
import smtplib
import socket
import sqlite3
import sys
import time

how, path, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("Waggle sends mail, wrongly", flush=True)
db = sqlite3.connect(path, timeout=20, isolation_level=None)
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

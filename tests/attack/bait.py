"""A server that may be broken into: what sqlmap must find, or its silence says nothing."""
import http.server
import sqlite3
import threading
import urllib.parse


class Bait:
    def __enter__(self):
        db = sqlite3.connect(":memory:", check_same_thread=False)
        db.execute("CREATE TABLE tea (name TEXT, price INTEGER)")
        db.executemany("INSERT INTO tea VALUES (?, ?)", [(str(n), n) for n in range(9)])
        held = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("name", [""])[0]
                try:
                    with held:
                        rows = db.execute("SELECT name, price FROM tea WHERE name = '" + name + "'").fetchall()
                    status, page = 200, f"<p>{len(rows)} sorts: {rows}</p>"
                except sqlite3.Error as e:
                    status, page = 500, f"<p>sqlite3.OperationalError: {e}</p>"
                self.send_response(status)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

"""The sabotaged twins: a proxy between a client and the program that does one thing wrong.

  unescape   puts < back where the program wrote &lt;
  nocsrf     answers 303 where the program refused
  bare       drops X-Content-Type-Options
  logs       writes what was sent, raw, into the server's log
  follows    sends the browser wherever `back=` says
"""
import http.server
import threading
import urllib.parse

from place import Line


class Liar:
    def __init__(self, place, how):
        outer = self
        self.place, self.how = place, how

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                outer.answer(self)

            do_GET = do_POST = do_HEAD = do_PUT = handle_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, h):
        body = h.rfile.read(int(h.headers.get("Content-Length") or 0))
        c = Line(self.place.port)
        c.putrequest(h.command, h.path, skip_host=True, skip_accept_encoding=True)
        for k, v in h.headers.items():
            c.putheader(k, f"127.0.0.1:{self.place.port}" if k == "Host" else v)
        c.endheaders(body or None)
        r = c.getresponse()
        status, page = r.status, r.read()
        headers = [(k, v) for k, v in r.getheaders() if k.lower() not in ("content-length", "connection")]
        c.close()
        if self.how == "unescape":
            page = page.replace(b"&lt;", b"<").replace(b"&quot;", b'"').replace(b"&gt;", b">")
            page = page.replace(b"&#60;", b"<").replace(b"&#34;", b'"').replace(b"&#62;", b">")
        if self.how == "nocsrf" and h.command == "POST" and status == 403:
            status = 303
        if self.how == "bare":
            headers = [(k, v) for k, v in headers if k.lower() != "x-content-type-options"]
        if self.how == "logs" and body:
            with open(self.place.dir / "log", "ab") as f:
                f.write(body + b"\n")
        if self.how == "follows":
            back = urllib.parse.parse_qs(body.decode(errors="replace") + "&" +
                                         urllib.parse.urlsplit(h.path).query).get("back")
            headers = [(k, back[0].strip().encode("ascii", "ignore").decode() if k.lower() == "location" and back else v) for k, v in headers]
        h.send_response_only(status)
        for k, v in headers:
            h.send_header(k, v)
        h.send_header("Content-Length", str(len(page)))
        h.end_headers()
        if h.command != "HEAD":
            h.wfile.write(page)

"""nginx and HAProxy in front of a Waggle, as the documentation says, for a test's time."""
import contextlib
import os
import pathlib
import pwd
import re
import socket
import subprocess
import tempfile
import time

from house import free_port

PATIENCE = 2

PACKAGING = pathlib.Path(__file__).resolve().parent.parent.parent / "packaging"

# What the file in packaging/ must stand in: everything of nginx's own in one folder.
NGINX = """
worker_processes 1; daemon off; pid {dir}/pid; error_log {dir}/error.log warn; user {user};
events {{ worker_connections 4000; }}
http {{
	access_log off; client_body_temp_path {dir}/b; proxy_temp_path {dir}/p;
	fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
{server}
}}
"""


def fitted(text, port, waggle, cut=()):
    """The shipped file, with the test's ports and short patience where `# tests:` says so."""
    made = []
    for line in text.splitlines():
        line, _, mark = line.partition("# tests: ")
        if cut and line.strip().startswith(cut):
            continue
        line = re.sub(r"127\.0\.0\.1:8080", f"127.0.0.1:{waggle}", line)
        if mark == "cut":
            continue
        if mark == "listen":
            line = f"\tlisten 127.0.0.1:{port};" if "ssl http2" in line else f"\tbind 127.0.0.1:{port}"
        if mark == "patience":
            line = re.sub(r"\d+s", f"{PATIENCE}s", line)
        if mark == "pages":
            line = line.replace("/etc/waggle/pages", str(PACKAGING))
        made.append(line)
    return "\n".join(made) + "\n"


def wait_for(port, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on {port}")


@contextlib.contextmanager
def process(*command, port):
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield p
    finally:
        p.terminate()
        p.wait(20)


@contextlib.contextmanager
def front(name, waggle, cut=()):
    """The port of a proxy before a Waggle; `cut`: without the lines that begin so."""
    with tempfile.TemporaryDirectory() as folder:
        port, conf = free_port(), pathlib.Path(folder) / "conf"
        text = fitted((PACKAGING / ("nginx.conf" if name == "nginx" else "haproxy.cfg")).read_text(), port, waggle, cut)
        if name == "nginx":
            text = NGINX.format(dir=folder, user=pwd.getpwuid(os.getuid()).pw_name, server=text)
        conf.write_text(text)
        pathlib.Path(folder).chmod(0o755)
        command = (["nginx", "-c", str(conf), "-e", f"{folder}/error.log"] if name == "nginx"
                   else ["haproxy", "-db", "-f", str(conf)])
        with process(*command, port=port):
            yield port

"""A PostgreSQL of one's own that keeps its promises (fsync on), to be killed with all that it
started.  For 3.01 and 3.02: `script/pg` makes one that promises nothing, which is no use here."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{0}'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 128MB
fsync = on
full_page_writes = on
synchronous_commit = {1}
wal_writer_delay = {2}
max_wal_size = 96MB
min_wal_size = 32MB
checkpoint_timeout = 30s
dynamic_shared_memory_type = mmap
"""


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    return found[-1] if found else None


def as_user(*words):
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return [str(w) for w in words]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *map(str, words)]


class Cluster:
    """Its conninfo stands in WAGGLE_TEST_PG while it is there.  Its socket and its log lie in a
    folder of their own; its data there too, or where `data` says."""

    def __init__(self, commit="on", delay="200ms", data=None):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="wpg."))
        self.dir.chmod(0o711)
        self.data = pathlib.Path(data or self.dir / "d")
        if os.geteuid() == 0:
            shutil.chown(self.dir, "postgres")
        self.commit, self.delay = commit, delay
        self.where = f"host={self.dir} user=waggle dbname=waggle"

    def __enter__(self):
        self.do("initdb", "-D", self.data, "-U", "waggle", "-A", "trust", "-k", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-sync")
        with open(self.data / "postgresql.conf", "a") as f:
            f.write(SETTINGS.format(self.dir, self.commit, self.delay))
        self.start()
        self.was = os.environ.get("WAGGLE_TEST_PG")
        subprocess.run(["psql", "-qXh", self.dir, "-U", "waggle", "-d", "postgres", "-c", "CREATE DATABASE waggle"],
                       check=True)
        os.environ["WAGGLE_TEST_PG"] = self.where
        return self

    def __exit__(self, *_):
        if self.was is None:
            del os.environ["WAGGLE_TEST_PG"]
        else:
            os.environ["WAGGLE_TEST_PG"] = self.was
        self.kill()
        shutil.rmtree(self.dir)

    def do(self, program, *words):
        done = subprocess.run(as_user(programs() / program, *words), cwd="/", stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, (program, words, done.stdout[-1000:])

    def start(self, *settings):
        """Ready when this returns: what its log had has been put in place."""
        out = open(self.dir / "log", "ab")
        more = [word for one in settings for word in ("-c", one)]
        self.server = subprocess.Popen(as_user(programs() / "postgres", "-D", self.data, "-k", self.dir, *more), cwd="/",
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        out.close()
        for _ in range(3000):
            if subprocess.run([programs() / "pg_isready", "-qh", self.dir], stdout=subprocess.DEVNULL).returncode == 0:
                return
            assert self.server.poll() is None, (self.dir / "log").read_text()[-2000:]
            time.sleep(0.02)
        raise AssertionError("PostgreSQL did not start")

    def started_by(self):
        """The processes of the server: each worker is its child."""
        children = []
        for at in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                text = at.read_text()
            except OSError:
                continue
            if int(text.rpartition(")")[2].split()[1]) == self.server.pid:
                children.append(int(at.parent.name))
        return children

    def kill(self, how=signal.SIGKILL):
        """SIGKILL: all of it at once, as when the machine's memory ran out; SIGQUIT: "immediate"."""
        if self.server.poll() is None and how == signal.SIGQUIT:
            self.server.send_signal(how)
        elif self.server.poll() is None:
            self.server.send_signal(signal.SIGSTOP)         # so that it starts nothing more meanwhile
            children = self.started_by()
            self.server.kill()
            for pid in children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self.server.wait(30)
        for _ in range(500):                                # the last of its workers let go of its memory
            if not self.workers_left():
                break
            time.sleep(0.01)

    def workers_left(self):
        said = subprocess.run(["pgrep", "-f", f"^postgres: .*|{self.data}"], capture_output=True, text=True)
        return any(self.is_ours(int(pid)) for pid in said.stdout.split())

    def is_ours(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except OSError:
            return False


class Left(Cluster):
    """One that is started on data another has left: on a disk whose power went.  (It is not in
    WAGGLE_TEST_PG.)"""

    def __enter__(self):
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # after a cut nobody has that number; here its owner lives
        try:
            self.start()
        except AssertionError:
            shutil.rmtree(self.dir)
            raise
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.dir)

    def is_sound(self):
        """Every page's sum, every index against its table."""
        whole = subprocess.run([programs() / "pg_amcheck", "-h", self.dir, "-U", "waggle", "-d", "waggle", "--install-missing",
                                "--heapallindexed", "--no-dependent-toast"], capture_output=True, text=True)
        if whole.returncode != 0:
            print("# pg_amcheck:", (whole.stdout + whole.stderr)[-600:], file=sys.stderr, flush=True)
        return whole.returncode == 0

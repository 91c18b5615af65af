"""A database of a test's own, on either engine: copied whole, read in plain SQL, thrown away.

SQLite's is a file; PostgreSQL's a database beside the one WAGGLE_TEST_PG names (copied as a template).
"""
import os
import pathlib
import re
import secrets
import shutil
import sqlite3
import subprocess


class Lite:
    engine = "sqlite"

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.url = f"sqlite:{path}"

    def copy(self, path):
        """With its log: what came last may stand there alone."""
        for end in ("", "-wal"):
            if pathlib.Path(f"{self.path}{end}").exists():
                shutil.copy(f"{self.path}{end}", f"{path}{end}")
        return Lite(path)

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            return db.execute(sql).fetchall()

    def drop(self):
        pass                                       # its folder goes


class Post:
    engine = "postgres"

    def __init__(self, template=None):
        self.name = f"waggle_rights_{os.getpid()}_{secrets.token_hex(4)}"
        self.where = re.sub(r"\bdbname=\S+", "", os.environ["WAGGLE_TEST_PG"]) + f" dbname={self.name}"
        self.url = f"postgres:{self.where}"
        self.psql(os.environ["WAGGLE_TEST_PG"],
                  f"CREATE DATABASE {self.name}" + (f" TEMPLATE {template.name}" if template else ""))

    @staticmethod
    def psql(where, sql):
        done = subprocess.run(["psql", "-qXAtF", "\t", "-v", "ON_ERROR_STOP=1", "-d", where, "-c", sql],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def copy(self, _path=None):
        return Post(self)

    def rows(self, sql):
        number = re.compile(r"-?\d+")
        return [tuple(int(x) if number.fullmatch(x) else x for x in line.split("\t"))
                for line in self.psql(self.where, sql).splitlines()]

    def drop(self):
        self.psql(os.environ["WAGGLE_TEST_PG"], f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def fresh(engine, path):
    return Post() if engine == "postgres" else Lite(path)


def of(store):
    """A path is a SQLite file."""
    return store if isinstance(store, (Lite, Post)) else Lite(store)

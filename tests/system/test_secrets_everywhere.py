# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After a day in which every secret was used, none is found where people can look."""

import base64
import contextlib
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from harness import Database, held_port
from test_copies import BEGINNING, _get_forms


class Parrot(BaseHTTPRequestHandler):
    """The worst of partners: its answers repeat the address, headers and body."""

    heard = []

    def do_GET(self):
        size = int(self.headers.get("Content-Length") or 0)
        raw = f"{self.path}\n{self.headers}\n".encode() + self.rfile.read(size)
        self.heard.append(raw)
        with contextlib.suppress(ConnectionError):
            self.send_response(500 if "ping" in self.path else 400)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(raw)

    do_POST = do_GET

    def log_message(self, *_words):
        """Quiet."""


@pytest.fixture(name="day", scope="module")
def live_day(tmp_path_factory):
    """(what the partner heard, the dump as text, {name: text} of what was exported)"""
    folder = tmp_path_factory.mktemp("exports")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    partner = f"http://127.0.0.1:{server.server_port}/"
    with Database("secrets") as database, held_port() as nobody:
        nowhere = f"http://127.0.0.1:{nobody}/"
        said = database.run("keep_secrets.py", BEGINNING)
        said += database.run("live_day.py", partner, nowhere, str(folder), BEGINNING)
        database.disconnect()
        tool = shutil.which("pg_dump")
        dump = subprocess.run([tool, database.real], check=True, capture_output=True)
    server.shutdown()
    server.server_close()
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    texts["log"] = said.encode()
    yield b"\n".join(Parrot.heard), dump.stdout, texts


def find(text):
    """The forms of a secret that stand in a text, with what stands around them."""
    return [
        (form, text[max(text.find(form) - 200, 0) :][:400])
        for form in _get_forms(BEGINNING)
        if form in text
    ]


def test_the_secrets_were_used(day):
    """M14: otherwise there would be nothing to find."""
    heard, __, texts = day
    for kind in ("api_key", "lent"):
        assert f"{BEGINNING}-{kind}".encode() in heard, kind
    basic = base64.b64encode(f"somebody:{BEGINNING}".encode())[:30]
    assert basic in heard
    assert len(texts) > 60
    assert b"keeper" in texts["pull-messages.csv"]
    assert b"Keeper of secrets" in texts["incident.html"]


def test_the_dump_holds_none(day):
    """M8, M14: logs of tries, calls, questions and chatter of a live day included."""
    __, dump, __ = day
    assert b"Keeper of secrets" in dump
    assert find(dump) == []


def test_nothing_that_can_be_taken_away_holds_one(day):
    """M9, M14: pull and audit export, reports, every list and form of every model."""
    __, __, texts = day
    assert {name: found for name in texts if (found := find(texts[name]))} == {}

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The partner's side of handing documents over: it does not give up on an answer."""

import hashlib
import http.client
import itertools
import queue
import random
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import carrier

THREADS = 8
TIMEOUT_SECONDS = 15
# A half of a file has to be looked at before the whole of it comes.
FILE_PAUSE_SECONDS = 3


class Sender:
    """Sends the documents of one half, at a pace, over several connections."""

    def __init__(self, journal, addresses, folder: Path, seed):
        self.journal = journal
        self.addresses = itertools.cycle(addresses)
        self.folder = folder
        self.rng = random.Random(seed)
        self.lock = threading.Lock()

    def send_all(self, documents, seconds: float) -> None:
        """Hand over everything, spread over at least so many seconds."""
        pause = seconds / len(documents)
        start = time.monotonic()
        waiting = queue.SimpleQueue()
        for number, document in enumerate(documents):
            waiting.put((start + number * pause, document))
        threads = [
            threading.Thread(target=self._work, args=(waiting,)) for _ in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, waiting):
        files = []
        while True:
            try:
                due, document = waiting.get_nowait()
            except queue.Empty:
                break
            time.sleep(max(due - time.monotonic(), 0))
            if document.way == "web":
                self._post(document)
            else:
                file = threading.Thread(target=self._drop, args=(document,))
                file.start()
                files.append(file)
        for file in files:
            file.join()

    # ------------------------------------------------------------------ web
    def _post(self, document):
        if document.fault in ("cut_off", "unread"):
            self._break_off(document)
        self._post_until_answered(document, document.body, document.is_sound)
        if document.then:
            same = document.then == document.body
            self._post_until_answered(document, document.then, same)

    def _post_until_answered(self, document, body, is_sound):
        data = body.encode()
        told = {"key": document.key, "digest": hashlib.sha256(data).hexdigest()}
        facts = document.facts if is_sound else ()
        self.journal.note("offered", way="web", facts=facts, is_sound=is_sound, **told)
        for turn in itertools.count(1):
            try:
                status = self._exchange(document.key, data)
            except (OSError, http.client.HTTPException) as error:
                self.journal.note("unanswered", why=repr(error)[:200], **told)
            else:
                self.journal.note("answered", status=status, **told)
                if status < 500 and status != 429:
                    return
            time.sleep(min(0.1 * turn, 1))

    def _exchange(self, key, data):
        """The status of the answer; each try is a connection of its own."""
        connection = self._begin(key, data)
        try:
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _begin(self, key, data, sent=None):
        """A connection on which the request, or its first bytes, went out."""
        with self.lock:
            parts = urlsplit(next(self.addresses))
        connection = http.client.HTTPConnection(
            parts.hostname, parts.port, timeout=TIMEOUT_SECONDS
        )
        now = datetime.now(UTC)
        signature = carrier.Webhook(carrier.SECRET).sign(key, now, data.decode())
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        try:
            connection.request("POST", parts.path, data[:sent], headers)
        except (OSError, http.client.HTTPException):
            connection.close()
            raise
        return connection

    def _break_off(self, document):
        """Half a body and then nothing; or all of it, and nobody hears the answer."""
        data = document.body.encode()
        sent = len(data) // 2 if document.fault == "cut_off" else None
        try:
            connection = self._begin(document.key, data, sent)
        except OSError as error:
            self.journal.note("unanswered", key=document.key, why=repr(error)[:200])
            return
        self.journal.note("broken_off", key=document.key, sent=sent)
        with self.lock:
            pause = 0.05 * self.rng.random()
        time.sleep(pause)
        connection.close()

    # ---------------------------------------------------------------- files
    def _drop(self, document):
        name = f"{document.key}.json"
        data = document.body.encode()
        if document.fault == "cut_off":
            # The partner's upload dies, and is done anew later.
            (self.folder / name).write_bytes(data[: len(data) // 2])
            self.journal.note("broken_off", key=document.key, sent=len(data) // 2)
            time.sleep(FILE_PAUSE_SECONDS)
        part = self.folder / f"{name}.part"
        part.write_bytes(data)
        part.rename(self.folder / name)
        self.journal.note(
            "placed",
            way="file",
            key=document.key,
            digest=document.digest,
            facts=document.facts,
            is_sound=document.is_sound,
        )

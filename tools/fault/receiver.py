# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The partner's side of being told: two addresses that misbehave by a plan.

What it takes it notes before it answers, so that its log is never behind what we can
know. Under an id that it knows it takes nothing a second time.
"""

import contextlib
import json
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import carrier

# Longer than the connectors of this run wait for an answer.
HANG_SECONDS = 3
DOWN_SECONDS = 1.5
# How many requests each mood lasts at most; a long run shall come to its end.
BLOCK, WELL_BLOCK = 4, 30
MOODS = (
    "well",
    "slow",
    "flapping",
    "unavailable",
    "throttled",
    "garbage",
    "cut_off",
    "half_answer",
    "hanging",
    "down",
)
# How often each comes, after all of them were seen.
WEIGHTS = (70, 5, 6, 4, 2, 5, 4, 3, 0.5, 0.5)


class Endpoint:
    """One address: ``hook`` gets signed webhooks, ``api`` answers with its number.

    A lying ``api`` says 200 and has taken nothing; a lying ``hook`` has taken it and
    says nonsense, as whoever is told by webhooks owes no word but the status.
    """

    def __init__(self, name, journal, seed):
        self.name = name
        self.journal = journal
        self.rng = random.Random(f"{seed}/{name}")
        self.lock = threading.Lock()
        self.moods = self._draw_moods()
        self.mood, self.left = "well", 2
        self.number = 0
        self.known = set()
        self.server = self._listen(0)
        self.port = self.server.server_port

    def _draw_moods(self):
        first = list(MOODS)
        self.rng.shuffle(first)
        yield from first
        while True:
            yield from self.rng.choices(MOODS, WEIGHTS)

    def _listen(self, port):
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                endpoint.answer(self)

            def log_message(self, *_words):
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    # -------------------------------------------------------------- answers
    def answer(self, request):
        """Take a request, or not, as the mood of the moment is."""
        body = request.rfile.read(int(request.headers["Content-Length"]))
        with self.lock:
            mood, number = self._next_mood()
        name = "webhook-id" if self.name == "hook" else "Idempotency-Key"
        message_id = request.headers[name]
        if self.name == "hook":
            carrier.Webhook(carrier.SECRET).verify(body, request.headers)
        self.journal.note("called", endpoint=self.name, id=message_id, mood=mood)
        refuses = mood in ("unavailable", "throttled", "down")
        flaps = mood == "flapping" and number % 2
        lies = mood == "garbage" and self.name == "api"
        if not (refuses or flaps or lies):
            self._take(message_id, body)
        # Whoever asked may be dead or tired of waiting.
        with contextlib.suppress(ConnectionError):
            self._say(request, mood, refuses or flaps, number)

    def _next_mood(self):
        if self.left <= 0:
            self.mood = next(self.moods)
            most = WELL_BLOCK if self.mood == "well" else BLOCK
            self.left = self.rng.randint(1, most)
            if self.mood in ("hanging", "down"):
                self.left = 1
            if self.mood == "down":
                threading.Thread(target=self._go_down, daemon=True).start()
        self.left -= 1
        self.number += 1
        return self.mood, self.number

    def _go_down(self):
        server = self.server
        server.shutdown()
        server.server_close()
        self.journal.note("down", endpoint=self.name)
        time.sleep(DOWN_SECONDS)
        self.server = self._listen(self.port)
        self.journal.note("up", endpoint=self.name)

    def _take(self, message_id, body):
        document = json.loads(body)
        fact = [document["references"]["tracking_number"], document["milestone"]]
        with self.lock:
            is_new = message_id not in self.known
            self.known.add(message_id)
        if is_new:
            self.journal.note("taken", endpoint=self.name, id=message_id, fact=fact)

    def _say(self, request, mood, refuses, number):
        if mood == "slow":
            time.sleep(0.1 + 0.1 * (number % 3))
        if mood == "hanging":
            time.sleep(HANG_SECONDS)
        if mood == "cut_off":
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        if refuses:
            request.send_response(429 if mood == "throttled" else 503)
            request.send_header("Retry-After", "1")
            request.end_headers()
            return
        body = json.dumps({"number": f"P{number}"}).encode()
        if mood == "garbage":
            body = b"<html>We are improving our service for you</html>"
        request.send_response(200)
        missing = 100 if mood == "half_answer" else 0
        request.send_header("Content-Length", str(len(body) + missing))
        request.end_headers()
        request.wfile.write(body)

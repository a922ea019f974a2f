# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a user does in the browser, as the web client asks for it."""

import requests


class User:
    """Logged in as the administrator on a server."""

    def __init__(self, server, database):
        self.url = server.url
        self.session = requests.Session()
        login = {"db": database.real, "login": "admin", "password": "admin"}
        self._post("/web/session/authenticate", **login)

    def _post(self, path, **params):
        answer = self.session.post(self.url + path, json={"params": params}, timeout=60)
        document = answer.json()
        assert "error" not in document, document
        return document["result"]

    def call(self, model, method, *arguments, **words):
        """What a method of a model gives."""
        return self._post(
            "/web/dataset/call_kw",
            model=model,
            method=method,
            args=arguments,
            kwargs=words,
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How documents travel: signed requests, requests with a token, files in a folder."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import requests
from standardwebhooks.webhooks import Webhook

from .plan import Action, Partner

TIMEOUT_SECONDS = 20


@dataclass
class Answer:
    """What came back; ``status`` 0 means a file, which nobody answers."""

    status: int
    document: dict = field(default_factory=dict)
    milliseconds: int = 0


class Sender:
    """One partner's client; its connection stays open as real ones do."""

    def __init__(self, partner: Partner, rng: Random):
        self.partner = partner
        self.rng = rng
        self.session = requests.Session()

    def send(self, action: Action, body: bytes) -> Answer:
        """Deliver one document."""
        if self.partner.folder:
            return self._drop(action.content["file"], body)
        headers = {"Content-Type": self._content_type(action)}
        headers.update(self._credentials(action, body))
        started = datetime.now(UTC)
        response = self.session.post(
            self.partner.url, data=body, headers=headers, timeout=TIMEOUT_SECONDS
        )
        elapsed = datetime.now(UTC) - started
        return Answer(
            response.status_code,
            self._read(response),
            int(elapsed.total_seconds() * 1000),
        )

    def _content_type(self, action: Action) -> str:
        return "application/edi-x12" if action.kind == "x12" else "application/json"

    def _credentials(self, action: Action, body: bytes) -> dict[str, str]:
        if self.partner.token:
            token = self.partner.token
            if action.fault == "wrong_token":
                token = token[::-1]
            return {"Authorization": f"Bearer {token}"}
        now = datetime.now(UTC)
        signed = b"something else" if action.fault == "wrong_signature" else body
        signature = Webhook(self.partner.secret).sign(
            action.key, now, signed.decode("utf-8")
        )
        return {
            "webhook-id": action.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }

    def _read(self, response: requests.Response) -> dict:
        if "json" not in response.headers.get("Content-Type", ""):
            return {}
        document = response.json()
        return document if isinstance(document, dict) else {}

    def _drop(self, name: str, body: bytes) -> Answer:
        """Under another name first: a reader must never see half a file."""
        target = Path(self.partner.folder) / name
        part = target.with_name(f"{name}.part")
        part.write_bytes(body)
        part.rename(target)
        return Answer(0)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the partners' ways of writing have in common."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo


def as_json(document: dict) -> bytes:
    """Bytes as a partner's program would send them."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")


def local(at: datetime, zone: str) -> datetime:
    """A UTC time on the partner's clock."""
    return at.astimezone(ZoneInfo(zone))

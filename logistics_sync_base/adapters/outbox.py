# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .base import Adapter
from .registry import register
from .results import Delivery


@register
class OutboxAdapter(Adapter):
    """For partners nobody can call: they fetch what we owe and say what they have."""

    transport = "outbox"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"send"})

    def send(self, message) -> Delivery:
        """Put the message where the partner fetches it."""
        return Delivery.waiting()

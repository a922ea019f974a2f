# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .base import Adapter
from .registry import register


@register
class WebhookAdapter(Adapter):
    """The partner posts to us; what we owe it goes into a folder, if there is one."""

    transport = "webhook"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"receive"})

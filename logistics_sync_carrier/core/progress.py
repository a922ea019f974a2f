# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One word for where a delivery or an order stands."""

from collections.abc import Collection

EXCEPTION = ("exception", "returned")


def delivery_status(
    state: str, confirmation: str | None, shipments: Collection[str]
) -> str:
    """Status of one outgoing transfer."""
    if state == "cancel":
        return "none"
    if state != "done":
        return confirmation or "open"
    return _shipped_status(shipments) or "shipped"


def order_status(
    transfers: Collection[tuple[str, str | None]], shipments: Collection[str]
) -> str:
    """Status of an order from (state, confirmation) of its outgoing transfers."""
    live = [item for item in transfers if item[0] != "cancel"]
    if not live:
        return "none"
    done = [item for item in live if item[0] == "done"]
    if not done:
        confirmations = {confirmation for _state, confirmation in live}
        return next((c for c in ("packed", "picked") if c in confirmations), "open")
    reached = _shipped_status(shipments)
    if reached == "exception":
        return reached
    if len(done) < len(live):
        partly = reached in ("delivered", "partially_delivered")
        return "partially_delivered" if partly else "partially_shipped"
    return reached or "shipped"


def _shipped_status(shipments: Collection[str]) -> str | None:
    """What the shipments of something shipped say together."""
    live = [status for status in shipments if status != "cancelled"]
    if any(status in EXCEPTION for status in live):
        return "exception"
    if live and all(status == "delivered" for status in live):
        return "delivered"
    if any(status in ("delivered", "partially_delivered") for status in live):
        return "partially_delivered"
    return None

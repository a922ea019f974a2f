# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .base import Adapter
from .registry import register
from .results import Check, Delivery


@register
class GatewayAdapter(Adapter):
    """A trading partner that is reached through an EDI gateway (VAN)."""

    transport = "gateway"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"send", "check"})

    def send(self, message) -> Delivery:
        """Hand the document to the gateway; its envelope tells whom it is for."""
        gateway = self.connector.edi_gateway_id
        if gateway.state != "live":
            return Delivery.transient(
                self.env._("The gateway %s is not live.", gateway.name)
            )
        return gateway._get_sending_adapter().send(message)

    def check(self) -> Check:
        """Whether the gateway answers."""
        return self.connector.edi_gateway_id._get_adapter().check()

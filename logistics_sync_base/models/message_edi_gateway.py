# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import models

from ..edi.errors import EdiError
from ..edi.splitting import split
from ..exceptions import BusinessError


class LogisticsSyncMessage(models.Model):
    """What comes over a gateway is handed on to the connector of its sender."""

    _inherit = "logistics.sync.message"

    def _transform(self, started_at):
        """Messages of gateways are taken apart; the others are decoded."""
        gateways = self.connector_id.filtered("edi_is_gateway")
        if not gateways:
            return super()._transform(started_at)
        mixed = self.filtered(
            lambda message: (
                message.connector_id in gateways
                and hasattr(message, f"_split_{message.format}")
            )
        )
        own = super(LogisticsSyncMessage, self - mixed)
        readable, events = own._transform(started_at)
        bodies = mixed._read_bodies() if mixed else {}
        for message in mixed:
            try:
                message._hand_to_partners(bodies[message.id])
                readable |= message
            except BusinessError as error:
                message._fail(error, started_at)
        return readable, events

    def _hand_to_partners(self, body):
        """Store each interchange, byte for byte, with the connector of its sender.

        Raises BusinessError when there are senders nobody knows; what the others sent
        is handed on all the same. Handing on again adds only what was left behind.
        """
        self.ensure_one()
        unknown, channels = [], set()
        for part, sender in getattr(self, f"_split_{self.format}")(body):
            partner = self.connector_id.sudo()._find_trading_partner(*sender)
            if not partner:
                unknown.append(" ".join(sender).strip())
                continue
            if self._hand_on(partner, part):
                channels.update(partner._get_lanes())
        if channels:
            self._dispatch_after_commit(sorted(channels))
        if unknown:
            raise BusinessError(
                "edi_unknown_partner",
                self.env._(
                    "%(connector)s delivered documents of senders nobody set up: "
                    "%(senders)s. Make a connector with this partner's ID behind the "
                    "gateway, take it live, and replay.",
                    connector=self.connector_id.name,
                    senders=", ".join(dict.fromkeys(unknown)),
                ),
            )

    def _hand_on(self, partner, body):
        """Whether the interchange is new to its partner's connector."""
        digest = hashlib.sha256(body).hexdigest()
        row = self._prepare_row(
            partner,
            body,
            digest,
            # The same bytes delivered twice by the gateway are one message.
            f"gateway:{digest}",
            format=self.format,
            content_type=self.content_type,
            file_name=self.file_name,
            correlation_id=self.correlation_id,
            origin_message_id=self.id,
        )
        return bool(self._insert_row(row))

    def _split_x12(self, body):
        """[(bytes, (qualifier, id) of the sender)] of each interchange."""
        try:
            return [(part, found.sender) for part, found in split(body)]
        except EdiError as error:
            raise BusinessError("unreadable", str(error)) from error

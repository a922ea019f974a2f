# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..codec.faults import FieldFault
from ..core.client_address import AddressListError, is_listed, parse_networks


class LogisticsSyncConnector(models.Model):
    """From where a partner may come, what it may tell us, and what it may be told."""

    _inherit = "logistics.sync.connector"

    publish_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        "logistics_sync_connector_publish_rel",
        string="May Tell Us",
        tracking=True,
        help="Any other event in its documents becomes a question and does nothing. "
        "Empty: every event.",
    )
    consume_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        "logistics_sync_connector_consume_rel",
        string="May Be Told",
        tracking=True,
        help="Events of another type are not sent to it, whatever it subscribed to. "
        "Empty: every event it has a subscription for.",
    )
    allowed_addresses = fields.Char(
        string="Only From Addresses",
        tracking=True,
        help="Addresses or networks the partner calls from, separated by commas, such "
        "as 192.0.2.7, 198.51.100.0/24. Requests from elsewhere are refused. Empty: "
        "from anywhere.",
    )

    @api.constrains("allowed_addresses")
    def _check_allowed_addresses(self):
        for connector in self:
            try:
                parse_networks(connector.allowed_addresses or "")
            except AddressListError as error:
                raise ValidationError(
                    self.env._(
                        "“%s” is neither an address nor a network. Write it as in "
                        "192.0.2.7 or 198.51.100.0/24.",
                        error,
                    )
                ) from error

    @api.private
    def _check_gateway(self, arrival):
        """Raise a 403 Refusal also for who calls from an address that is not listed."""
        if self.allowed_addresses:
            networks = parse_networks(self.allowed_addresses)
            if not is_listed(arrival.remote_address, networks):
                raise self.env["logistics.sync.inbound"]._get_forbidden(
                    self,
                    arrival,
                    "address_not_allowed",
                    "Requests from this address are not accepted.",
                    "Call from one of the addresses that were agreed.",
                )
        return super()._check_gateway(arrival)

    # ------------------------------------------------------ events, both ways
    @api.model
    @tools.ormcache("connector_id")
    def _get_event_rights(self, connector_id):
        """(ids it may tell, ids it may be told); None where it may all."""
        connector = self.sudo().with_context(active_test=False).browse(connector_id)
        return tuple(
            frozenset(types.ids) if types else None
            for types in (connector.publish_type_ids, connector.consume_type_ids)
        )

    @api.private
    def _may_publish(self, event_type_id):
        allowed = self._get_event_rights(self.id)[0]
        return allowed is None or event_type_id in allowed

    @api.private
    def _may_consume(self, event_type_id):
        allowed = self._get_event_rights(self.id)[1]
        return allowed is None or event_type_id in allowed

    def _get_publish_fault(self, code):
        """An event of a type the partner has no right to tell."""
        return FieldFault(
            "not_allowed",
            "event_type",
            "",
            "",
            self.env._(
                "%(connector)s may not tell events of the type “%(type)s”.",
                connector=self.name,
                type=code,
            ),
            self.env._(
                "If it may, add the type at the connector, page Access, and process "
                "the event again."
            ),
        )


class LogisticsSyncSubscription(models.Model):
    _inherit = "logistics.sync.subscription"

    def _wants(self, event):
        # Asked at each event, as a right may be taken away at any time.
        return super()._wants(event) and self.connector_id._may_consume(
            event.event_type_id.id
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LogisticsSyncConnector(models.Model):
    """One EDI gateway (VAN) for many trading partners, told apart by sender id."""

    _inherit = "logistics.sync.connector"

    transport = fields.Selection(
        selection_add=[("gateway", "EDI gateway (VAN)")],
        ondelete={"gateway": "set default"},
    )
    edi_is_gateway = fields.Boolean(
        string="Gateway for Many Partners",
        help="What comes over this connector is handed to the connector of its "
        "sender, interchange by interchange.",
    )
    edi_gateway_id = fields.Many2one(
        "logistics.sync.connector",
        string="Gateway",
        domain="[('edi_is_gateway', '=', True), ('id', '!=', id)]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The connector that exchanges documents for this partner.",
    )
    edi_trading_partner_ids = fields.One2many(
        "logistics.sync.connector", "edi_gateway_id", string="Trading Partners"
    )

    @api.constrains("edi_is_gateway", "outbound_transport")
    def _check_edi_gateway_outbox(self):
        for connector in self:
            if connector.edi_is_gateway and connector.outbound_transport == "outbox":
                raise ValidationError(
                    self.env._(
                        "Documents for partners behind a gateway cannot wait to be "
                        "fetched: choose another way for “%s” to send.",
                        connector.name,
                    )
                )

    @api.constrains("transport", "edi_gateway_id", "edi_is_gateway", "edi_partner_id")
    def _check_edi_gateway(self):
        for connector in self:
            if connector.transport == "gateway" and not (
                connector.edi_gateway_id and connector.edi_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is reached through a gateway: choose the gateway, and "
                        "give the partner's ID, by which its documents are known.",
                        connector.name,
                    )
                )
            if connector.edi_is_gateway and connector.edi_gateway_id:
                raise ValidationError(
                    self.env._("A gateway cannot be reached through another gateway.")
                )
            gateway = connector.edi_gateway_id
            if gateway and not gateway.edi_is_gateway:
                raise ValidationError(
                    self.env._(
                        "“%s” is not set up as a gateway for many partners.",
                        gateway.name,
                    )
                )

    @api.constrains(
        "edi_gateway_id", "edi_partner_id", "edi_partner_qualifier", "active"
    )
    def _check_edi_partner_unique(self):
        for connector in self.filtered(
            lambda item: item.active and item.edi_gateway_id
        ):
            partners = connector.edi_gateway_id.edi_trading_partner_ids
            same = partners.filtered(
                lambda other, one=connector: (
                    other.edi_partner_id == one.edi_partner_id
                    and (
                        other.edi_partner_qualifier == one.edi_partner_qualifier
                        or not other.edi_partner_qualifier
                        or not one.edi_partner_qualifier
                    )
                )
            )
            if len(same) > 1:
                raise ValidationError(
                    self.env._(
                        "%(count)s partners of the gateway “%(gateway)s” have the ID "
                        "“%(address)s”: their documents could not be told apart.",
                        count=len(same),
                        gateway=connector.edi_gateway_id.name,
                        address=connector.edi_partner_id,
                    )
                )

    def _find_trading_partner(self, qualifier, address):
        """The connector of a sender behind this gateway; empty when nobody knows it."""
        self.ensure_one()
        return self.edi_trading_partner_ids.filtered(
            lambda partner: (
                partner.state != "draft"
                and partner.edi_partner_id
                and partner._get_edi_profile().theirs.is_met(qualifier, address)
            )
        )[:1]

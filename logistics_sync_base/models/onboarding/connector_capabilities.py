# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# Ways in by which the partner tells us, without being asked.
PUSHED = frozenset(("webhook", "email", "gateway"))
FILES = frozenset(("csv", "fixed_width"))


class LogisticsSyncConnector(models.Model):
    """What the partner's system can do, as flags; addons add what they care about."""

    _inherit = "logistics.sync.connector"

    offers_push = fields.Boolean(
        string="Posts to Us",
        compute="_compute_offers_push",
        inverse="_inverse_offers_push",
        store=True,
        precompute=True,
        help="The partner tells us by itself, such as by a webhook. Without it we ask "
        "the partner every minute.",
    )
    offers_poll = fields.Boolean(
        string="Can Be Asked", compute="_compute_offers_poll", help="We fetch from it."
    )
    offers_batch = fields.Boolean(
        string="Sends Batches",
        compute="_compute_offers_batch",
        store=True,
        readonly=False,
        precompute=True,
        help="Many facts come in one document.",
    )
    is_polled = fields.Boolean(
        string="Asked Every Minute",
        compute="_compute_offers_poll",
        help="The connector is live, and the scheduled job fetches from the partner.",
    )

    @api.depends("transport")
    def _compute_offers_push(self):
        for connector in self:
            connector.offers_push = connector.transport in PUSHED

    def _inverse_offers_push(self):
        """A partner without a webhook has to be asked, and the other way round."""
        for connector in self:
            pushed = connector.transport in PUSHED
            if connector.offers_push and not pushed:
                connector.transport = "webhook"
            elif pushed and not connector.offers_push:
                connector.transport = "rest"

    @api.depends("transport", "adapter_code", "adapter_version", "state", "environment")
    def _compute_offers_poll(self):
        for connector in self:
            connector.offers_poll = connector._can("poll")
            connector.is_polled = (
                connector.offers_poll
                and connector.state == "live"
                and connector._is_in_environment()
            )

    @api.depends("transport", "format")
    def _compute_offers_batch(self):
        for connector in self:
            connector.offers_batch = (
                connector.transport == "folder" or connector.format in FILES
            )

    @api.model
    def _get_polled(self):
        return super()._get_polled().filtered(lambda one: not one.offers_push)

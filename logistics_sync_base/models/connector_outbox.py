# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A page is held in memory several times over while it is answered.
PAGE_BYTES = 8 * 1024 * 1024


class LogisticsSyncConnector(models.Model):
    """Partners behind a firewall, and platforms in between, fetch their documents."""

    _inherit = "logistics.sync.connector"

    outbound_transport = fields.Selection(
        selection_add=[("outbox", "The partner fetches them here")],
        ondelete={"outbox": "set null"},
    )
    outbox_address = fields.Char(
        compute="_compute_outbox_address", string="Address to Fetch From"
    )
    outbox_alert_hours = fields.Integer(
        string="Ask a Person After (hours)",
        default=24,
        help="When a document was not fetched and confirmed for so long. 0: never.",
    )
    outbox_sequence = fields.Integer(readonly=True, copy=False)
    outbox_count = fields.Integer(
        compute="_compute_outbox_count", string="Waiting to Be Fetched"
    )

    _outbox_alert_positive = models.Constraint(
        "CHECK(outbox_alert_hours >= 0)", "The hours cannot be below zero."
    )

    @api.depends("code", "outbound_transport")
    def _compute_outbox_address(self):
        for connector in self:
            connector.outbox_address = (
                f"{connector.get_base_url()}/logistics_sync/v1/{connector.code}/outbox"
                if connector.outbound_transport == "outbox" and connector.code
                else False
            )

    def _compute_outbox_count(self):
        counts = dict(
            self.env["logistics.sync.message"]._read_group(
                [("connector_id", "in", self.ids), ("outbox_position", "!=", False)],
                ["connector_id"],
                ["__count"],
            )
        )
        for connector in self:
            connector.outbox_count = counts.get(connector, 0)

    # --------------------------------------------------------------- fetch
    @api.private
    def _list_outbox(self, cursor, limit):
        """(messages that wait behind the cursor, whether there are more)

        Positions are given one transaction after the other, so that nothing appears
        behind a cursor that has passed.
        """
        self.ensure_one()
        found = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.id), ("outbox_position", ">", cursor)],
            order="outbox_position",
            limit=limit + 1,
        )
        page, size = found[:limit], 0
        for place, message in enumerate(page):
            size += message.body_size
            if place and size > PAGE_BYTES:
                return page[:place], True
        return page, len(found) > limit

    @api.private
    def _confirm_outbox(self, public_ids, rejections=None):
        """Settle what the partner says it has, or will not take.

        ``public_ids`` are message ids it has; ``rejections`` is {message id: reason}.
        Saying it again changes nothing. Returns the ids that are none of this partner.
        """
        self.ensure_one()
        rejections = rejections or {}
        wanted = {*public_ids, *rejections}
        messages = self.env["logistics.sync.message"].search(
            [
                ("connector_id", "=", self.id),
                ("direction", "=", "out"),
                ("public_id", "in", list(wanted)),
            ]
        )
        waiting = messages._lock_outbox()
        for message in waiting:
            message._leave_outbox(rejections.get(message.public_id))
        return sorted(wanted - set(messages.mapped("public_id")))

    # --------------------------------------------------------------- watch
    @api.model
    def _cron_outbox(self):
        """Ask a person about documents that nobody fetched for too long."""
        for connector in self.search([("outbound_transport", "=", "outbox")]):
            if connector.outbox_alert_hours:
                connector._report_unfetched()
            self.env["ir.cron"]._commit_progress(1)

    def _report_unfetched(self):
        limit = fields.Datetime.now() - timedelta(hours=self.outbox_alert_hours)
        [(count, since)] = self.env.execute_query(
            SQL(
                """SELECT count(*), min(received_at) FROM logistics_sync_message
                    WHERE connector_id = %s AND outbox_position IS NOT NULL
                      AND received_at <= %s""",
                self.id,
                limit,
            )
        )
        if not count:
            return
        self.env["logistics.sync.exception"]._raise_for(
            "outbox_not_fetched",
            self.env._(
                "%(connector)s has not fetched %(count)s documents; the oldest waits "
                "since %(since)s (UTC).",
                connector=self.name,
                count=count,
                since=fields.Datetime.to_string(since),
            ),
            connector=self,
        )

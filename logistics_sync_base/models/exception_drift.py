# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..conflicts import expected_conflicts
from .exception import OPEN_STATES

DRIFT_CODES = ("schema_drift", "schema_news")


class LogisticsSyncException(models.Model):
    """One question for each connector whose documents changed their shape."""

    _inherit = "logistics.sync.exception"

    drift_fields = fields.Json(
        readonly=True, help="Places in the document that are not as agreed."
    )
    held_count = fields.Integer(
        compute="_compute_held_count",
        string="Documents Held",
        help="Refused documents of this connector; they are processed again together.",
    )

    @api.depends("code_id", "connector_id")
    def _compute_held_count(self):
        for exception in self:
            exception.held_count = (
                exception._count_held() if exception.code == "schema_drift" else 0
            )

    def _get_held_domain(self):
        return [
            ("connector_id", "=", self.connector_id.id),
            ("is_drift", "=", True),
            ("state", "=", "exception"),
        ]

    def _count_held(self):
        return self.env["logistics.sync.message"].search_count(self._get_held_domain())

    def _get_held(self):
        self.ensure_one()
        return self.env["logistics.sync.message"].search(self._get_held_domain())

    # ------------------------------------------------------------- raising
    @api.model
    @api.private
    def _raise_drift(self, code, sentence, message, places, count=1):
        """Ask once per connector; what comes after it is counted there.

        Fields somebody looked at and ignored are not told again.
        """
        connector = message.connector_id
        domain = [
            ("connector_id", "=", connector.id),
            ("code_id.code", "=", code),
        ]
        known = self.sudo().search([*domain, ("state", "in", OPEN_STATES)], limit=1)
        if known:
            known._count_drift(sentence, places, count)
            return known
        ignored = self.sudo().search([*domain, ("state", "=", "ignored")])
        seen = {place for one in ignored for place in one.drift_fields or ()}
        if code == "schema_news" and places <= seen:
            return known
        exception = self._raise_for(code, sentence, message=message, subject=connector)
        exception.write({"drift_fields": sorted(places), "occurrences": count})
        return exception

    def _count_drift(self, sentence, places, count):
        """Add to the counter, unless somebody else does at this very moment.

        Many documents count in this one row. None of them shall wait for another, or
        be processed twice, for the sake of a number.
        """
        self.ensure_one()
        try:
            with expected_conflicts(), self.env.cr.savepoint():
                free = self.env.execute_query(
                    SQL(
                        """SELECT id FROM logistics_sync_exception WHERE id = %s
                              FOR NO KEY UPDATE SKIP LOCKED""",
                        self.id,
                    )
                )
                if free:
                    fresh = places - set(self.drift_fields or ())
                    self.write(
                        {
                            "occurrences": self.occurrences + count,
                            "last_seen_at": fields.Datetime.now(),
                            "drift_fields": sorted(
                                {*(self.drift_fields or ()), *fresh}
                            ),
                            **({"name": sentence} if fresh else {}),
                        }
                    )
        except psycopg2.errors.SerializationFailure:
            self.invalidate_recordset()

    # ---------------------------------------------------------- resolving
    @api.model
    @api.private
    def _resolve_for_messages(self, messages, resolution="replayed"):
        """A question about drift is closed with the last document it stands for."""
        drifted = messages.filtered("is_drift")
        domain = [
            ("message_id", "in", messages.ids),
            ("event_id", "=", False),
            ("code_id.code", "not in", DRIFT_CODES),
        ]
        resolved = self._resolve_where(domain, resolution)
        drifted.write({"is_drift": False})
        for connector in drifted.connector_id:
            question = [
                ("connector_id", "=", connector.id),
                ("code_id.code", "=", "schema_drift"),
            ]
            if not self.new({"connector_id": connector.id})._count_held():
                resolved |= self._resolve_where(question, resolution)
        return resolved

    def _get_replayed(self):
        messages = super()._get_replayed()
        if self.code != "schema_drift":
            return messages
        return messages | self.sudo()._get_held().with_env(self.env)

    def _retry(self):
        """All documents that were held are processed again."""
        self.ensure_one()
        if self.code != "schema_drift":
            return super()._retry()
        held = self.sudo()._get_held()
        if not held:
            return self._resolve("automatic")
        held._requeue(self.env._("Retried from an exception"))
        self.message_post(body=self.env._("%s documents processed again.", len(held)))
        return None

    @api.private
    def _ignore(self, reason):
        drifted = self.filtered(lambda exception: exception.code in DRIFT_CODES)
        if len(reason) >= 5:
            for exception in drifted.filtered(lambda e: e.code == "schema_drift"):
                exception.sudo()._get_held()._ignore(reason)
        # New fields were never a reason to stop: there is no message to ignore.
        news = drifted.filtered(lambda exception: exception.code == "schema_news")
        news.write({"message_id": False})
        return super()._ignore(reason)

    def action_view_held(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents Held"),
            "res_model": "logistics.sync.message",
            "view_mode": "list,form",
            "domain": self._get_held_domain(),
        }

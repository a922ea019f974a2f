# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncMixin(models.AbstractModel):
    """Sync state of a business document: a badge and a way to its messages."""

    _name = "logistics.sync.mixin"
    _description = "Document Kept in Step with Partners"

    sync_state = fields.Selection(
        [
            ("none", "No messages"),
            ("ok", "In step"),
            ("pending", "In progress"),
            ("problem", "Needs attention"),
        ],
        compute="_compute_sync_state",
        string="Sync",
    )
    sync_message_count = fields.Integer(compute="_compute_sync_state")
    sync_exception_count = fields.Integer(compute="_compute_sync_state")

    def _get_sync_subjects(self):
        """{document: [(model, id), ...]} whose events tell about the document.

        Overridden where the events of another record count too, such as those of
        the shipments of an order.
        """
        return {record: [(record._name, record.id)] for record in self}

    def _compute_sync_state(self):
        subjects = self._get_sync_subjects()
        pairs = {pair for found in subjects.values() for pair in found if pair[1]}
        events = self._count_sync_events(pairs)
        questions = self._count_sync_exceptions(pairs)
        for record in self:
            messages, states, asked = set(), set(), 0
            for pair in subjects.get(record, []):
                for message_id, state in events.get(pair, ()):
                    messages.add(message_id)
                    states.add(state)
                # What Odoo itself told came with no message.
                messages.discard(None)
                asked += questions.get(pair, 0)
            record.sync_message_count = len(messages)
            record.sync_exception_count = asked
            if asked or states & {"exception", "dead"}:
                record.sync_state = "problem"
            elif states & {"pending", "waiting", "failed", "queued"}:
                record.sync_state = "pending"
            else:
                record.sync_state = "ok" if messages else "none"

    def _count_sync_events(self, pairs):
        """{(model, id): [(message id, state)]}: what was told to us and by us"""
        found = {}
        told = self._query_pairs(
            SQL("SELECT DISTINCT res_model, res_id, message_id, state"),
            SQL("logistics_sync_event"),
            pairs,
        )
        telling = self._query_pairs(
            SQL("SELECT DISTINCT res_model, res_id, m.id, m.state"),
            SQL(
                """logistics_sync_event e
                   JOIN logistics_sync_delivery d ON d.event_id = e.id
                   JOIN logistics_sync_message m ON m.id = d.message_id"""
            ),
            pairs,
        )
        for model, res_id, message_id, state in [*told, *telling]:
            found.setdefault((model, res_id), []).append((message_id, state))
        return found

    def _count_sync_exceptions(self, pairs):
        counts = {}
        for model, res_id, state in self._query_pairs(
            SQL("SELECT res_model, res_id, state"),
            SQL("logistics_sync_exception"),
            pairs,
        ):
            if state in ("open", "in_progress"):
                counts[model, res_id] = counts.get((model, res_id), 0) + 1
        return counts

    def _query_pairs(self, select, table, pairs):
        if not pairs:
            return []
        for model in ("logistics.sync.event", "logistics.sync.exception"):
            self.env[model].flush_model(["res_model", "res_id", "state"])
        return self.env.execute_query(
            SQL(
                "%s FROM %s WHERE (res_model, res_id) IN %s",
                select,
                table,
                tuple(pairs),
            )
        )

    def action_view_sync_messages(self):
        self.ensure_one()
        pairs = self._get_sync_subjects()[self]
        message_ids = {
            row[0]
            for rows in self._count_sync_events(set(pairs)).values()
            for row in rows
            if row[0]
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Messages of %s", self.display_name),
            "res_model": "logistics.sync.message",
            "view_mode": "list,form",
            "domain": [("id", "in", list(message_ids))],
        }

    def action_view_sync_exceptions(self):
        self.ensure_one()
        pairs = self._get_sync_subjects()[self]
        ids = self._query_pairs(
            SQL("SELECT id"), SQL("logistics_sync_exception"), set(pairs)
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_exception_action"
        )
        action["domain"] = [("id", "in", [row[0] for row in ids])]
        action["context"] = {}
        return action

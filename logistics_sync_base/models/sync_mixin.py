# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

ONCE_ON_A_FORM = (
    "//field[@name='sync_state'][@widget='badge']",
    "//button[@name='action_view_sync_messages']",
    "//button[@name='action_view_sync_exceptions']",
)


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

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Addons beside each other may both put the badge on a form: one is enough."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for path in ONCE_ON_A_FORM:
                for spare in arch.xpath(f"{path}[not(ancestor::field)]")[1:]:
                    spare.getparent().remove(spare)
        return arch, view

    def _get_sync_subjects(self):
        """{document: [(model, id), ...]} whose events tell about the document.

        Overridden where the events of another record count too, such as those of
        the shipments of an order.
        """
        return {record: [(record._name, record.id)] for record in self}

    def _get_sync_numbers(self, subjects):
        """{document: numbers} partners use for it before anything is linked to it.

        ``subjects`` is what :meth:`_get_sync_subjects` gave. What a partner told under
        one of these and nobody could place yet counts as news about the document.
        """
        return {}

    def _compute_sync_state(self):
        subjects = self._get_sync_subjects()
        unplaced = self._find_unplaced(subjects)
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
            for message_id, state, question_id in unplaced.get(record, ()):
                messages.add(message_id)
                states.add(state)
                asked += bool(question_id)
            record.sync_message_count = len(messages)
            record.sync_exception_count = asked
            if asked or states & {"exception", "dead"}:
                record.sync_state = "problem"
            elif states & {"pending", "waiting", "failed", "queued"}:
                record.sync_state = "pending"
            else:
                record.sync_state = "ok" if messages else "none"

    def _find_unplaced(self, subjects):
        """{document: [(message id, state, id of its open question)]}, in one query."""
        numbers = self._get_sync_numbers(subjects)
        wanted = {number for found in numbers.values() for number in found if number}
        if not wanted:
            return {}
        self.env["logistics.sync.event"].flush_model(["reference", "res_id", "state"])
        self.env["logistics.sync.exception"].flush_model(["event_id", "state"])
        told = {}
        for reference, company_id, *fact in self.env.execute_query(
            SQL(
                """SELECT e.reference, e.company_id, e.message_id, e.state, q.id
                     FROM logistics_sync_event e
                LEFT JOIN logistics_sync_exception q
                       ON q.event_id = e.id AND q.state IN ('open', 'in_progress')
                    WHERE e.reference IN %s AND e.res_id IS NULL
                      AND e.message_id IS NOT NULL
                      AND e.state NOT IN ('done', 'duplicate', 'ignored')""",
                tuple(wanted),
            )
        ):
            told.setdefault((company_id, reference), []).append(fact)
        return {
            record: [
                fact
                for number in dict.fromkeys(found)
                for fact in told.get((record.company_id.id, number), ())
            ]
            for record, found in numbers.items()
        }

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
        subjects = self._get_sync_subjects()
        message_ids = {
            row[0]
            for rows in self._count_sync_events(set(subjects[self])).values()
            for row in rows
            if row[0]
        }
        message_ids.update(
            row[0] for row in self._find_unplaced(subjects).get(self, ())
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Messages of %s", self.display_name),
            "res_model": "logistics.sync.message",
            "view_mode": "list,form",
            "domain": [("id", "in", list(message_ids))],
        }

    def action_view_sync_exceptions(self):
        self.ensure_one()
        subjects = self._get_sync_subjects()
        rows = self._query_pairs(
            SQL("SELECT id"), SQL("logistics_sync_exception"), set(subjects[self])
        )
        ids = {row[0] for row in rows}
        ids.update(row[2] for row in self._find_unplaced(subjects).get(self, ()))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_exception_action"
        )
        action["domain"] = [("id", "in", [key for key in ids if key])]
        action["context"] = {}
        return action

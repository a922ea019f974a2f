# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import functools
import logging
import time

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..conflicts import CONFLICTS, expected_conflicts
from ..core.masking import mask_error
from ..money import convert
from .priority_rule import PRIORITIES

_logger = logging.getLogger(__name__)

# So many are looked at together; no longer than this before one claim.
MOST_LOOKS = 1000
LOOK_SECONDS = 2.0
# What was put forward does not wait for the rest of a large set; a claim is never
# smaller than this, as some of it may be held for another reason.
LEAST_CLAIM = 100
# A message may be committed after one with a higher number.
OVERLAP = 200


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    priority_rule_id = fields.Many2one(
        "logistics.sync.priority.rule",
        string="Put Forward By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    priority_before = fields.Integer(readonly=True)

    @api.model
    def _get_claim_limit(self, channel, most):
        """What was put forward is done, and committed, before the set behind it."""
        limit = super()._get_claim_limit(channel, most)
        rules = self.env["logistics.sync.priority.rule"]._get_in_force()
        if not rules:
            return limit
        [(urgent,)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM logistics_sync_message
                    WHERE priority_rule_id IN %s AND channel = %s
                      AND next_attempt_at <= %s AND lease_token IS NULL""",
                rules._ids,
                channel,
                fields.Datetime.now(),
            )
        )
        return min(limit, max(urgent, LEAST_CLAIM)) if urgent else limit

    def _read_facts(self):
        """{message id: canonical documents} of waiting messages; reads, never writes.

        What cannot be read has none: its own turn will tell why.
        """
        facts = {}
        inbound = self.filtered(lambda message: message.direction == "in")
        for message in self - inbound:
            told = message.delivery_ids.event_id.mapped("canonical")
            facts[message.id] = [canonical for canonical in told if canonical]
        decoder = self.env["logistics.sync.decoder"]
        for (connector, mapping), messages in inbound._group_by_mapping().items():
            context = decoder._get_context(connector, mapping)
            bodies = messages._read_bodies()
            for message in messages:
                context.schema_version = message.schema_version
                facts[message.id] = message._decode_quietly(
                    bodies[message.id], decoder, context
                )
        return facts

    def _decode_quietly(self, body, decoder, context):
        try:
            document = self._open_envelope(body)
            items = decoder._decode(document, self.format, context).items
        # One that nobody can read must not keep the others from their order.
        except Exception as error:  # pylint: disable=broad-except
            problem = mask_error(error)
            _logger.info("Message %s could not be read early: %s", self.id, problem)
            return []
        return [item.canonical for item in items if item.canonical]


class LogisticsSyncPriorityRule(models.Model):
    """Rules look at what waits, before each claim, and take it back at their end."""

    _inherit = "logistics.sync.priority.rule"

    @api.model
    @api.private
    def _put_forward(self):
        """Give waiting documents the place that the rules in force say.

        Called before each claim. Only one worker looks at a time; the others go on.
        """
        rules = self._get_in_force()
        if not rules:
            return
        try:
            with expected_conflicts():
                if self._is_my_turn():
                    end = time.monotonic() + LOOK_SECONDS
                    while rules._look_at_waiting() and time.monotonic() < end:
                        pass
                self.env.cr.commit()  # pylint: disable=invalid-commit
        except CONFLICTS:
            # Somebody took one of them meanwhile: before the next claim, then.
            self.env.cr.rollback()

    @api.model
    def _is_my_turn(self):
        [(mine,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", self._name)
        )
        return mine

    def _look_at_waiting(self):
        """Look at the next part of what waits; whether there may be more of it."""
        has_more = False
        # The strongest last: it has the last word.
        for rule in self.sorted(lambda rule: -PRIORITIES[rule.urgency]):
            messages = rule._find_unseen()
            chosen = rule._choose(messages)
            moved = rule._move(chosen) if chosen else 0
            seen = max([rule.examined_id, *messages.ids])
            has_more |= len(messages) == MOST_LOOKS and seen > rule.examined_id
            if moved or seen > rule.examined_id:
                rule.write(
                    {"examined_id": seen, "moved_count": rule.moved_count + moved}
                )
        return has_more

    def _choose(self, messages):
        """Those of the messages that tell what the rule is about."""
        scope = self._get_scope()
        if not messages or not scope.needs_document:
            return messages
        facts = messages._read_facts()
        # A currency is looked up once for all documents in it.
        find = functools.cache(self._find_currency)

        def to_own(amount, name):
            return self._convert(amount, find(name))

        return messages.filtered(
            lambda message: any(
                scope.holds(canonical, to_own) for canonical in facts[message.id]
            )
        )

    def _find_unseen(self):
        """Waiting messages that came after the last look, the oldest first."""
        connectors = self.connector_ids
        self.env["logistics.sync.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM logistics_sync_message
                    WHERE next_attempt_at IS NOT NULL AND lease_token IS NULL
                      AND id > %(seen)s AND company_id = %(company)s
                      AND priority > %(priority)s %(partners)s
                 ORDER BY id LIMIT %(most)s""",
                seen=max(self.examined_id - OVERLAP, 0),
                company=self.company_id.id,
                priority=PRIORITIES[self.urgency],
                partners=SQL("AND connector_id IN %s", connectors._ids)
                if connectors
                else SQL(),
                most=MOST_LOOKS,
            )
        )
        return self.env["logistics.sync.message"].browse(row_id for (row_id,) in rows)

    def _find_currency(self, name):
        if name == self.currency_id.name:
            return self.currency_id
        return self.env["res.currency"].search([("name", "=", name or False)], limit=1)

    def _convert(self, amount, currency):
        """An amount in the currency of the rule; None where it cannot be known."""
        if currency == self.currency_id:
            return amount
        if not currency:
            return None
        today = fields.Date.context_today(self)
        return convert(amount, currency, self.currency_id, self.company_id, today)

    def _move(self, messages):
        """Put messages forward; those a worker has are left to it. Returns how many."""
        note = self.env._("Put forward by “%s”", self.name)
        rows = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_message m
                      SET priority_before = COALESCE(m.priority_before, m.priority),
                          priority = %(priority)s, priority_rule_id = %(rule)s,
                          history = COALESCE(m.history, '[]')
                                    || (%(step)s::jsonb
                                        || jsonb_build_object('state', m.state))
                    WHERE m.id IN (
                            SELECT id FROM logistics_sync_message
                             WHERE id IN %(ids)s AND lease_token IS NULL
                               AND next_attempt_at IS NOT NULL
                               FOR NO KEY UPDATE SKIP LOCKED)
                RETURNING m.id""",
                priority=PRIORITIES[self.urgency],
                rule=self.id,
                step=as_json(
                    {
                        "at": fields.Datetime.to_string(fields.Datetime.now()),
                        "note": note,
                    }
                ),
                ids=messages._ids,
            )
        )
        messages.invalidate_recordset()
        return len(rows)

    # ----------------------------------------------------------------- end
    @api.model
    @api.private
    def _close_ended(self):
        """Close the rules whose time is over; called each minute."""
        now = fields.Datetime.now()
        ended = self.sudo().browse(
            rule_id for rule_id, __, end in self._get_windows() if end <= now
        )
        for rule in ended:
            rule._close(self.env._("Ended by itself"))

    def _close(self, reason):
        """Let what still waits go in its usual order, and write down what was done."""
        for rule in self.filtered(lambda rule: not rule.is_closed):
            left = rule.sudo()._put_back()
            values = {"is_closed": True}
            if rule.date_end > fields.Datetime.now() > rule.date_start:
                values["date_end"] = fields.Datetime.now()
            rule.write(values)
            rule.message_post(
                body=self.env._(
                    "%(reason)s. %(moved)s documents were put forward; %(left)s of "
                    "them still wait and go in their usual order again.",
                    reason=reason,
                    moved=rule.moved_count,
                    left=left,
                )
            )
        # Others may want what this one gave up.
        (self.sudo()._get_in_force() - self).write({"examined_id": 0})

    def _put_back(self):
        """Give waiting messages their own priority again; returns how many."""
        self.env["logistics.sync.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_message m
                      SET priority = m.priority_before, priority_before = NULL
                    WHERE m.priority_rule_id = %s AND m.priority_before IS NOT NULL
                      AND m.next_attempt_at IS NOT NULL
                RETURNING m.id""",
                self.id,
            )
        )
        self.env["logistics.sync.message"].invalidate_model(
            ["priority", "priority_before"]
        )
        return len(rows)

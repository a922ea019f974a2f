# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from dataclasses import dataclass, field

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ..core.identity import is_numbered
from ..core.sameness import differences, is_same_fact, readable
from ..core.subjects import subject_values

# State of a row that was stored and needs no processing; never that of an event.
TOLD_AGAIN = "told again"
UNFINISHED = ("exception", "failed", "dead")


@dataclass
class Telling:
    """That an event tells what ``first_id`` told before."""

    first_id: int
    result: str = "duplicate"
    rule_id: int | None = None
    value: str | None = None
    lines: list = field(default_factory=list)


class LogisticsSyncMessage(models.Model):
    """A fact that was told before has no effect, whoever tells it and how.

    The content key knows the same words of the same connector. Here are the same fact
    by another way (as rules name them) and the same fact in other words.
    """

    _inherit = "logistics.sync.message"

    agreement_ids = fields.One2many(
        "logistics.sync.agreement", "message_id", string="Told Again", readonly=True
    )

    def _note_duplicates(self, rows, inserted):
        result = super()._note_duplicates(rows, inserted)
        self._confirm_known(rows, inserted)
        fresh = {}
        for row in rows:
            event_id = inserted.get((row["message_id"], row["position"]))
            if event_id and row["state"] == "pending":
                fresh[event_id] = row
        if fresh:
            self._hold_told_again(fresh)
        return result

    def _get_state_after(self, states):
        if states and set(states) == {"duplicate"}:
            return "duplicate"
        return super()._get_state_after(states)

    # ------------------------------------------------------------ by a rule
    def _confirm_known(self, rows, inserted):
        """The same words again, in another message: they confirm what is known."""
        routes = self.env["logistics.sync.agreement.rule"]._get_routes()
        if not routes:
            return
        skipped = [
            row
            for row in rows
            if (row["message_id"], row["position"]) not in inserted
            and (row["connector_id"], row["event_type_id"]) in routes
        ]
        known = self._find_by_key(skipped) if skipped else {}
        found = []
        for row in skipped:
            event = known[row["connector_id"], row["content_key"]]
            if event.message_id.id != row["message_id"]:
                rule_id, __ = routes[row["connector_id"], row["event_type_id"]]
                found.append((None, row, Telling(event.id, "confirmed", rule_id)))
        if found:
            self._note_tellings(found)

    def _find_by_rule(self, fresh):
        """{event id: Telling} of events that come by another way for the second time"""
        Rules = self.env["logistics.sync.agreement.rule"]
        routes = Rules._get_routes()
        asked, keys = {}, {}
        for event_id, row in fresh.items() if routes else ():
            route = routes.get((row["connector_id"], row["event_type_id"]))
            if not route or row["classifier"] not in (None, "actual"):
                continue
            for value in subject_values(row["canonical"], route[1])[:1]:
                key = (
                    row["company_id"],
                    row["event_type_id"],
                    route[1],
                    f"{value}#{route[0]}",
                )
                asked[event_id] = (key, route[0], value)
                keys.setdefault(key, event_id)
        if not asked:
            return {}
        firsts = self.env["logistics.sync.known.fact"]._claim(keys)
        return {
            event_id: self._compare(
                fresh[event_id], firsts[key], Rules.browse(rule), value
            )
            for event_id, (key, rule, value) in asked.items()
            if firsts[key] != event_id
        }

    def _compare(self, row, first_id, rule, value):
        first = self.env["logistics.sync.event"].browse(first_id)
        lines = differences(
            first.canonical or {},
            row["canonical"],
            rule.tolerance_minutes,
            rule.compare == "everything",
        )
        result = "mismatch" if lines else "confirmed"
        return Telling(first_id, result, rule.id, value, lines)

    # ------------------------------------------------------- in other words
    def _find_repeated(self, fresh):
        """{event id: Telling} of events a partner told before in other words"""
        wanted = {
            event_id: row
            for event_id, row in fresh.items()
            if row["reference"]
            and (row["occurred_at"] or is_numbered(row["canonical"]))
        }
        pairs = self._query_repeated(wanted)
        found = {}
        for event_id, first_id, canonical in pairs:
            if event_id in found or first_id in found:
                continue
            if is_same_fact(canonical or {}, wanted[event_id]["canonical"]):
                found[event_id] = Telling(first_id)
        return found

    def _query_repeated(self, wanted):
        """[(event id, id of an earlier one, its document)] that may be the same.

        Same partner, type, number and moment; numbered documents of any moment.
        Another worker that was told one of them meanwhile is waited for.
        """
        if not wanted:
            return []
        numbered = [i for i, row in wanted.items() if is_numbered(row["canonical"])]
        self.env["logistics.sync.meeting"]._meet(wanted, numbered)
        return self.env.execute_query(
            SQL(
                """SELECT n.id, o.id, o.canonical
                     FROM logistics_sync_event n
                     JOIN logistics_sync_event o ON o.reference = n.reference
                      AND o.event_type_id = n.event_type_id AND o.id < n.id
                      AND o.company_id = n.company_id
                      AND o.state IN ('pending', 'done', 'waiting')
                      AND o.classifier IS NOT DISTINCT FROM n.classifier
                      AND (n.id = ANY(%(numbered)s)
                           OR (o.occurred_at = n.occurred_at
                               AND o.occurred_precision = n.occurred_precision))
                     JOIN logistics_sync_connector cn ON cn.id = n.connector_id
                      AND cn.finds_repeats
                     JOIN logistics_sync_connector co ON co.id = o.connector_id
                      AND (co.id = cn.id OR co.partner_id = cn.partner_id)
                    WHERE n.id IN %(ids)s ORDER BY n.id, o.id""",
                ids=tuple(wanted),
                numbered=numbered,
            )
        )

    # ------------------------------------------------------------- outcome
    def _hold_told_again(self, fresh):
        """Keep events that were told before from being processed."""
        found = self._find_by_rule(fresh)
        rest = {key: row for key, row in fresh.items() if key not in found}
        found |= self._find_repeated(rest)
        if not found:
            return
        for event_id in found:
            fresh[event_id]["state"] = TOLD_AGAIN
        self._write_told_again(found)
        self._note_tellings([(key, fresh[key], found[key]) for key in sorted(found)])
        counted = Counter(
            fresh[key]["message_id"]
            for key, telling in found.items()
            if telling.result != "mismatch"
        )
        for message in self.browse(counted):
            message.duplicate_count += counted[message.id]

    def _write_told_again(self, found):
        events = self.env["logistics.sync.event"]
        firsts = events.browse({telling.first_id for telling in found.values()})
        names = {first.id: (first.display_name, first.told_by) for first in firsts}
        for event_id, telling in found.items():
            name, told_by = names[telling.first_id]
            event = events.browse(event_id)
            if telling.result == "mismatch":
                sentence = self.env._("%s told it otherwise before.", told_by)
                event.write({"state": "exception", "error": sentence})
            else:
                sentence = self.env._(
                    "Known already: %(event)s, told by %(who)s.",
                    event=name,
                    who=told_by,
                )
                event.write({"state": "duplicate", "error": sentence})
        # The way that did not work before may work now.
        firsts.filtered(lambda first: first.state in UNFINISHED)._reprocess()

    def _note_tellings(self, found):
        """Keep, for [(event id or None, row, Telling)], what was told again."""
        found = self._drop_noted(found)
        agreements = self.env["logistics.sync.agreement"].create(
            [
                {
                    "company_id": row["company_id"],
                    "rule_id": telling.rule_id,
                    "event_type_id": row["event_type_id"],
                    "subject_value": self._get_number(row, telling.value),
                    "first_event_id": telling.first_id,
                    "second_event_id": event_id,
                    "message_id": row["message_id"],
                    "connector_id": row["connector_id"],
                    "position": row["position"] + 1,
                    "received_at": row["received_at"],
                    "result": telling.result,
                    "line_ids": self._prepare_lines(telling.lines),
                }
                for event_id, row, telling in found
            ]
        )
        agreements.filtered(lambda a: a.result == "mismatch")._ask()

    @api.model
    def _get_number(self, row, value):
        """The number as the partner writes it, where it is the main one."""
        reference = row["reference"] or ""
        return reference if not value or reference.casefold() == value else value

    def _drop_noted(self, found):
        """A replayed message tells again what it told at its first try."""
        message_ids = [row["message_id"] for __, row, __ in found]
        noted = {
            (agreement.message_id.id, agreement.position)
            for agreement in self.env["logistics.sync.agreement"].search_fetch(
                [("message_id", "in", message_ids)], ["message_id", "position"]
            )
        }
        return [
            item
            for item in found
            if (item[1]["message_id"], item[1]["position"] + 1) not in noted
        ]

    def _prepare_lines(self, lines):
        return [
            Command.create(
                {
                    "field": readable(name),
                    "first_value": first,
                    "second_value": second,
                }
            )
            for name, first, second in lines
        ]

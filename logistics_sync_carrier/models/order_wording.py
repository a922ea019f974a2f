# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome
from odoo.addons.logistics_sync_base.models.event_processing import RUN_CACHE

from .order_words import LABELS, WORDS

# Of more than these the headline only names the places; the table below says the rest.
SPOKEN_FAULTS = 3


class LogisticsOrderIntake(models.AbstractModel):
    """Faults of orders in words a clerk can act on."""

    _inherit = "logistics.order.intake"

    @api.model
    def _refuse(self, connector, draft, record=None):
        """The one question about an order, naming every fault."""
        rows = [self._describe(connector, fault) for fault in draft.faults]
        run = self.env.cr.cache.setdefault(RUN_CACHE, {})
        run.setdefault("order_faults", {})[draft.event_id] = rows
        self._note_unknown(connector, draft)
        sentence = self.env._(
            "Order %(number)s of %(connector)s was not taken. %(faults)s",
            number=draft.number,
            connector=connector.name,
            faults=self._summarize(rows),
        )
        return Outcome.business("order_refused", sentence, record)

    @api.model
    def _summarize(self, rows):
        """All faults in one sentence; of many only where they are and what was told."""
        if len(rows) <= SPOKEN_FAULTS:
            return " ".join(f"{row['place']}: {row['problem']}" for row in rows)
        places = "; ".join(f"{row['place']} “{row['value']}”" for row in rows)
        return self.env._(
            "%(count)s things are wrong: %(places)s.", count=len(rows), places=places
        )

    @api.model
    def _note_unknown(self, connector, draft):
        """Codes without a meaning; the list of open references offers them."""

    @api.model
    def _describe(self, connector, fault):
        """One row of the exception's table; all values are text."""
        label = self._get_field_label(fault.field)
        place = label
        if fault.line:
            line = self.env._("Line %s", fault.line)
            place = ", ".join(filter(None, (line, fault.sku, label)))
        problem, remedy = self._get_words(fault, connector)
        return {
            "line": fault.line or "",
            "sku": fault.sku or "",
            "field": fault.field,
            "label": label,
            "place": place,
            "value": fault.value,
            "problem": problem,
            "remedy": remedy,
            "kind": fault.kind or "",
        }

    @api.model
    def _get_field_label(self, field):
        """“SKU” of ``lines[2].sku``; a place in a party keeps the party's name."""
        parts = re.sub(r"\[\d+\]", "", field).split(".")
        if parts[0] == "lines" and len(parts) > 1:
            parts = parts[1:]
        words = [self.env._(LABELS[part]) for part in parts if part in LABELS]
        text = " ".join(words) or field
        return text[0].upper() + text[1:]

    @api.model
    def _get_words(self, fault, connector):
        """(what is wrong, what to do about it) of one fault."""
        values = {
            "value": fault.value,
            "expected": fault.expected,
            "connector": connector.name,
        }
        if fault.code == "unknown" and fault.kind:
            return self._get_unknown_words(fault, values)
        problem, remedy = map(self.env._, WORDS[fault.code])
        return problem % values, remedy % values

    @api.model
    def _get_unknown_words(self, fault, values):
        """A code of the partner that nobody gave a meaning."""
        kinds = self.env["logistics.sync.code.map"]._get_kind_names()
        return (
            self.env._(
                "no %(kind)s in Odoo is known as “%(value)s”.",
                kind=kinds[fault.kind].lower(),
                **values,
            ),
            self.env._(
                "Say what it means on the page References of %(connector)s, or give "
                "it to the record in Odoo.",
                **values,
            ),
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models
from odoo.fields import Domain

# As the title of a message shows it.
_SHORT_ID = re.compile(r"[0-9a-f]{8,}(?:-[0-9a-f-]*)?")


class LogisticsSyncTrace(models.AbstractModel):
    """The messages of a story, what is asked about it, and what nobody could place."""

    _inherit = "logistics.sync.trace"

    @api.model
    def _get_unplaced_domain(self, model, ids):
        """What makes the badge of these red: told by their numbers, not placed yet."""
        if not hasattr(self.env[model], "_get_sync_numbers"):
            return Domain.FALSE
        records = self.env[model].sudo().browse(ids)
        told = records._get_sync_numbers(records._get_sync_subjects())
        numbers = {number for found in told.values() for number in found if number}
        return (
            Domain("reference", "in", sorted(numbers))
            & Domain("res_id", "=", False)
            & Domain("message_id", "!=", False)
            & Domain("state", "not in", ("done", "duplicate", "ignored"))
        )

    @api.model
    def _find_messages(self, number):
        """The messages that carry this number themselves."""
        spellings = self._get_spellings(number)
        messages = self.env["logistics.sync.message"].sudo()
        if not spellings:
            return messages
        same = Domain.OR(
            Domain(name, "in", spellings)
            for name in ("public_id", "external_id", "correlation_id")
        )
        short = spellings[-1].lower()
        if _SHORT_ID.fullmatch(short):
            # The bounds let the index be used, the pattern decides.
            same |= (
                Domain("public_id", ">=", short)
                & Domain("public_id", "<=", f"{short}zzzz")
                & Domain("public_id", "=like", f"{short}%")
            )
        return messages.search(self._own(messages._name) & same, limit=20)

    @api.model
    def _find_messages_of(self, events):
        """What came and what went out because of these, newest first."""
        deliveries = events.sudo().delivery_ids
        messages = events.sudo().message_id | deliveries.message_id
        answers = messages.consequent_message_ids
        return (messages | answers).sorted("id", reverse=True)

    @api.model
    def _find_questions(self, pairs, events, messages):
        """What is open about these: a file may tell of many other orders as well."""
        about = Domain("event_id", "in", events.ids)
        about |= (
            Domain("message_id", "in", messages.ids)
            & Domain("event_id", "=", False)
            & Domain("res_id", "=", False)
        )
        for model, record_id in pairs:
            about |= Domain("res_model", "=", model) & Domain("res_id", "=", record_id)
        questions = self.env["logistics.sync.exception"].sudo()
        return questions.search(
            self._own(questions._name)
            & Domain("state", "in", ("open", "in_progress"))
            & about
        )

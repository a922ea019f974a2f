# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    def action_take(self):
        """Assign to me and start the work."""
        self._check_open()
        self.write({"owner_id": self.env.uid, "state": "in_progress"})

    def action_retry(self):
        """Process the event or message behind the question again."""
        self.check_access("write")
        self._check_open()
        self._note_replays()
        for exception in self:
            exception._retry()
        return True

    def _note_replays(self):
        """Have it checked who may replay, and kept on record, before work begins."""
        for exception in self:
            exception._get_replayed()._note_replay(
                self.env._("Retried from an exception: %s", exception.name),
                "exception",
            )

    def _get_replayed(self):
        """The messages that answering this question processes again."""
        return self.message_id | self.event_id.message_id

    def _retry(self):
        """Run the halted work again; domain addons add their own kinds of work.

        The question is closed by the work itself when it succeeds, so that a retry
        that fails again leaves it open with its clock running.
        """
        self.ensure_one()
        if self.event_id:
            self.event_id.sudo()._reprocess()
        elif self.message_id:
            self.message_id.sudo()._requeue(self.env._("Retried from an exception"))
        else:
            raise UserError(
                self.env._(
                    "“%s” has no message to process again. Open the related document, "
                    "or ignore the exception with a reason.",
                    self.name,
                )
            )
        self.message_post(body=self.env._("Processed again."))

    def action_replay_message(self):
        """Replay the whole message; what is done already is skipped."""
        self.check_access("write")
        self._check_open()
        messages = self.message_id
        if not messages:
            raise UserError(self.env._("There is no message to replay."))
        self._note_replays()
        messages.sudo()._requeue(self.env._("Replayed from an exception"))
        return True

    def action_ignore(self):
        self._check_open()
        return self._open_wizard(
            "logistics.sync.exception.ignore",
            self.env._("Ignore with a reason"),
            {"exception_ids": [(6, 0, self.ids)]},
        )

    def action_fix_code_map(self):
        self._check_open()
        self.ensure_one()
        return self._open_wizard(
            "logistics.sync.code.map.fix",
            self.env._("What does this code mean?"),
            {"exception_id": self.id},
        )

    def _open_wizard(self, model, title, values):
        wizard = self.env[model].create(values)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_document(self):
        self.ensure_one()
        document = self._get_document()
        if not document:
            raise UserError(self.env._("No document is related to this exception."))
        return document._get_records_action(context={})

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})

    @api.private
    def _ignore(self, reason):
        """Close questions without doing the work; events and messages say so too."""
        if len(reason) < 5:
            raise UserError(
                self.env._("Give a reason an auditor will understand in a year.")
            )
        self._check_open()
        self.event_id.sudo()._ignore(reason)
        self.filtered(
            lambda exception: not exception.event_id
        ).message_id.sudo()._ignore(reason)
        return self._resolve("ignored", reason)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.results import Delivery
from ..exceptions import BusinessError, SyncError, TransientError
from .connector_enquiry import KEY, REFERENCE

UNKNOWN = "answer_unknown"


class LogisticsSyncMessage(models.Model):
    """Documents that cost money: what was asked for is known before it is asked again.

    That we are about to ask is committed before the call. Whoever finds it later,
    after a lost answer or a killed worker, first asks the partner whether it has the
    document under our reference.
    """

    _inherit = "logistics.sync.message"

    asked_at = fields.Datetime(
        string="Asked, Answer Unknown Since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The partner was asked for something that costs money and no answer is "
        "known: it may or may not have done it.",
    )

    def _costs_money(self):
        """Whether sending this message twice could have to be paid twice."""
        self.ensure_one()
        if self.subscription_id.costs_money:
            return True
        lines = self.connector_id.sudo().document_ids.filtered(
            lambda line: line.direction == "out" and line.costs_money
        )
        if not lines:
            return False
        codes = set(self.delivery_ids.event_id.event_type_id.mapped("code"))
        return any(
            line.mapping_id == self.mapping_id
            and (not line.document_type or line.document_type in codes)
            for line in lines
        )

    def _get_enquiry_words(self):
        """{placeholder of the path: our number} of those the path asks by."""
        self.ensure_one()
        words = {KEY: self.public_id}
        event = self.delivery_ids.event_id
        if len(event) == 1 and event.reference:
            words[REFERENCE] = event.reference
        path = self.connector_id._get_enquiry_text()
        if REFERENCE in path and REFERENCE not in words:
            raise BusinessError(
                UNKNOWN,
                self.env._(
                    "%s cannot be asked: the document has no number of ours. Use {key} "
                    "in the path to ask at, or ask the partner yourself.",
                    self.connector_id.name,
                ),
            )
        return {word: value for word, value in words.items() if word in path}

    # --------------------------------------------------------------- before
    def _call_partner(self, adapter):
        """Commit that we ask before we ask; ask for a lost answer before that."""
        if not self._costs_money():
            return super()._call_partner(adapter)
        if self.asked_at:
            known = self._find_answer(adapter)
            if known:
                return known
        # One that was asked before under the same key is open since then.
        if not self.asked_at or adapter.can_enquire():
            self.asked_at = fields.Datetime.now()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return super()._call_partner(adapter)

    def _find_answer(self, adapter):
        """The Delivery of what the partner has already; None when it may be sent."""
        if not adapter.can_enquire():
            if self.connector_id.honours_keys:
                return None
            return Delivery.business(UNKNOWN, self._describe_unknown(), is_unknown=True)
        try:
            enquiry = adapter.enquire(self)
        except (SyncError, OSError) as error:
            return self._get_failed_enquiry(error)
        if not enquiry.found:
            self._note_step(self.env._("The partner does not have it; sent again"))
            return None
        self._note_step(self.env._("The partner has it already; not sent again"))
        return Delivery.success(
            external_id=enquiry.external_id,
            status=enquiry.status,
            request=enquiry.request,
            response=enquiry.response,
        )

    def _get_failed_enquiry(self, error):
        """What was open stays open: asked later, or by a person."""
        if isinstance(error, TransientError | OSError):
            text = self.env._("Asked whether it has our order: %s", error)
            wait = getattr(error, "retry_after", None)
            failed = Delivery.transient(text, retry_after=wait)
        else:
            failed = Delivery.business(UNKNOWN, self._describe_unknown(str(error)))
        call = getattr(error, "call", None)
        if call:
            failed = failed.noting(
                status=call.status, request=call.request, response=call.response
            )
        return failed.noting(is_unknown=True)

    def _note_step(self, note):
        self._set_state(self.state, note=note)

    def _describe_unknown(self, problem=None):
        self.ensure_one()
        sentence = self.env._(
            "%(connector)s was asked for something that costs money, and its answer is "
            "unknown since %(since)s (UTC). Ask the partner whether it has our "
            "reference %(key)s, then say so on the message.",
            connector=self.connector_id.name,
            since=fields.Datetime.to_string(self.asked_at),
            key=self.public_id,
        )
        return f"{sentence} {problem}" if problem else sentence

    # ---------------------------------------------------------------- after
    def _sort_delivery(self, delivery):
        """A lost answer is asked for, waited for or decided, never guessed."""
        result = super()._sort_delivery(delivery)
        if not (self.asked_at and result.is_unknown) or result.code == UNKNOWN:
            return result
        connector = self.connector_id
        if connector._can_enquire():
            return result.noting(kind="transient", code=None)
        if connector.honours_keys:
            return result
        text = self._describe_unknown(result.text)
        return result.noting(kind="business", code=UNKNOWN, text=text)

    def _settle_delivery(self, delivery, started_at, duration_ms):
        if self.asked_at and self._is_clear(delivery, started_at):
            self.asked_at = False
        return super()._settle_delivery(delivery, started_at, duration_ms)

    def _is_clear(self, delivery, started_at):
        """Whether it is known now if the partner did what it was asked for."""
        if delivery.kind in ("success", "waiting"):
            return True
        if delivery.is_unknown:
            return False
        # A call that never left says nothing of an earlier one.
        return bool(delivery.status) or self.asked_at >= started_at

    @api.private
    def _decide_answer(self, has_it, reason, external_id=None):
        """A person says what the partner said; raises where it may not."""
        self.ensure_one()
        if not self.asked_at or self.lease_token:
            raise UserError(
                self.env._("Nothing is open about this message, or it is being sent.")
            )
        if not has_it:
            self._note_replay(reason, "form")
            self.sudo().asked_at = False
            self.sudo()._requeue(reason)
            return
        self.env["logistics.sync.replay"]._check_user(self)
        message = self.sudo()
        message.asked_at = False
        message._set_state(message.state, note=reason)
        if external_id:
            message.external_id = external_id
            message._note_reference(external_id)
        message._close_delivered()

    # --------------------------------------------------------------- person
    def action_decide_answer(self):
        """Button: a person has asked the partner and says what it answered."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the Partner Says"),
            "res_model": "logistics.sync.answer.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_message_id": self.id},
        }

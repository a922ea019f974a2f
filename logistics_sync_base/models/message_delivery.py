# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import time

from odoo import api, fields, models
from odoo.tools import SQL

from ..adapters.results import Delivery
from ..call_meter import CONTEXT_KEY
from ..conflicts import CONFLICTS, expected_conflicts
from ..core.masking import mask_error, mask_trace
from ..exceptions import PermanentError, SyncError, TransientError
from ..lease_keeper import LeaseKeeper
from .message_failure import classify
from .message_lease import CONFLICT_RETRIES, get_lease_seconds

_logger = logging.getLogger(__name__)


class LogisticsSyncMessage(models.Model):
    """The way of an outbound message: read, commit, call, store what came of it.

    Nothing is locked while a partner is called. A worker that dies after the call
    leaves a message that is sent again under the same id; no other message is touched
    by that.
    """

    _inherit = "logistics.sync.message"

    external_id = fields.Char(
        string="Number at the Partner",
        readonly=True,
        index="btree_not_null",
        help="What the partner answered: its own number of this document.",
    )

    @api.model
    def _send_claimed(self, claimed, token):
        """Send claimed messages one by one, in their order."""
        with LeaseKeeper(self.env.registry, token, get_lease_seconds()):
            for place, message_id in enumerate(claimed):
                if place and self._is_time_up():
                    self._release(claimed[place:], token)
                    return
                self._send_one(message_id, token)

    @api.model
    def _is_time_up(self):
        """Whether the scheduler wants its worker back, before it takes it by force."""
        end = self.env.context.get("cron_end_time")
        return end is not None and time.monotonic() >= end

    @api.model
    def _release(self, claimed, token):
        """Give back messages that were not tried, as if they had not been claimed."""
        self._give_back(claimed, token)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _send_one(self, message_id, token):
        message = self._find_claimed(message_id, token)
        if not message or message._is_behind(token):
            return
        if self._end_superseded(message_id, token):
            return
        passage = message._enter_gate(token)
        if not passage:
            return
        started_at, start = fields.Datetime.now(), time.monotonic()
        delivery = message._hand_over(passage.meter).noting(passage=passage)
        duration_ms = int((time.monotonic() - start) * 1000)
        self._store_delivery(message_id, token, delivery, (started_at, duration_ms))

    @api.model
    def _end_superseded(self, message_id, token):
        """Whether there is no need any more to send it; then it was ended."""
        return False

    @api.model
    def _find_claimed(self, message_id, token, lock=False):
        """The message if its lease is ours; ``lock`` waits for whoever renews it."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM logistics_sync_message
                    WHERE id = %s AND lease_token = %s %s""",
                message_id,
                token,
                SQL("FOR NO KEY UPDATE") if lock else SQL(),
            )
        )
        message = self.browse([row_id for (row_id,) in rows])
        message.invalidate_recordset()
        return message

    def _hand_over(self, meter):
        """What came of calling the partner, whatever happened, as a Delivery."""
        self.ensure_one()
        # Allows whoever opens the connection to end the transaction before it waits.
        context = {"logistics_sync_sending": True, CONTEXT_KEY: meter}
        message = self.with_context(**context)
        try:
            self._write_once()
            adapter = message.connector_id._get_sending_adapter()
            with meter.cover():
                delivery = message._call_partner(adapter)
            # What an adapter keeps, such as a token, is true whatever comes next.
            self.env.cr.commit()  # pylint: disable=invalid-commit
        # Adapters may be anybody's: whatever one raises is classified and stored with
        # the message like any other failure.
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.rollback()
            delivery = self._get_failed_delivery(error)
            if not isinstance(error, SyncError):
                # Whatever broke, it may have been after the partner had it.
                delivery = delivery.noting(is_unknown=True)
            if call := getattr(error, "call", None):
                delivery = delivery.noting(
                    request=call.request,
                    response=call.response,
                    status=call.status,
                    retry_after=call.get_retry_after(fields.Datetime.now()),
                    is_unknown=call.is_unclear and not error.never_left,
                )
        return delivery

    def _call_partner(self, adapter):
        """The Delivery of one call; extended where something comes before it."""
        return adapter.send(self)

    def _write_once(self):
        """Have the document written and committed before anybody sees it."""
        for attempt in range(1, CONFLICT_RETRIES + 1):
            try:
                with expected_conflicts():
                    self._write_document()
                    self.env.cr.commit()  # pylint: disable=invalid-commit
                return
            except CONFLICTS:
                self.env.cr.rollback()
                self._pause(attempt)
        raise TransientError(self.env._("Others were busy with the same records."))

    @api.model
    def _get_failed_delivery(self, error):
        kind = classify(error)
        text = mask_error(error)
        if kind == "transient":
            return Delivery.transient(
                text, retry_after=getattr(error, "retry_after", None)
            )
        if kind == "business":
            return Delivery.business(getattr(error, "code", "rejected_by_odoo"), text)
        if isinstance(error, PermanentError):
            return Delivery.permanent(text)
        return Delivery.permanent(text, response=mask_trace(error))

    # -------------------------------------------------------------- result
    @api.model
    def _store_delivery(self, message_id, token, delivery, timing):
        """Store a result in a transaction of its own; the call is never repeated."""
        for attempt in range(1, CONFLICT_RETRIES + 1):
            try:
                with expected_conflicts():
                    message = self._find_claimed(message_id, token, lock=True)
                    if message:
                        result = message._sort_delivery(delivery)
                        message._settle_delivery(result, *timing)
                    self.browse(message_id)._leave_gate(delivery)
                    self.env.cr.commit()  # pylint: disable=invalid-commit
                return
            except CONFLICTS:
                self.env.cr.rollback()
                self._pause(attempt)
            # Whatever kept its result from being stored, the others must not wait for
            # it; when its lease has run out it is sent again under its id.
            except Exception as error:  # pylint: disable=broad-except
                trace = mask_trace(error)
                _logger.error("Message %s was left to its lease\n%s", message_id, trace)
                self.env.cr.rollback()
                return

    def _settle_delivery(self, delivery, started_at, duration_ms):
        """Log the try and move on as its result says."""
        self.ensure_one()
        if delivery.kind == "waiting":
            # No try of anything yet: the partner's own call will be one.
            self._place_in_outbox()
            return
        self._log_delivery(delivery, started_at, duration_ms)
        if delivery.external_id:
            self.external_id = delivery.external_id
        if delivery.kind == "success":
            self._close_delivered()
        elif delivery.kind == "transient":
            self._schedule_retry(delivery.text, delivery.retry_after)
        elif delivery.kind == "business":
            self._ask_person(delivery.code, delivery.text)
        else:
            self._bury(delivery.text)

    def _log_delivery(self, delivery, started_at, duration_ms):
        values = self._prepare_attempt(delivery, started_at, duration_ms)
        self.env["logistics.sync.attempt"].create(values)

    def _prepare_attempt(self, delivery, started_at, duration_ms):
        """Values of the log line of one try."""
        return {
            "message_id": self.id,
            "company_id": self.company_id.id,
            "number": self.attempt_count,
            "started_at": started_at,
            "duration_ms": duration_ms,
            "result": delivery.kind,
            "error": None if delivery.kind == "success" else delivery.text,
            "http_status": delivery.status,
            "request_masked": delivery.request,
            "response_masked": delivery.response,
        }

    def _close_delivered(self):
        self._set_state(
            "processed",
            finished_at=fields.Datetime.now(),
            next_attempt_at=False,
            lease_until=False,
            lease_token=False,
            error=False,
        )
        self._settle_questions()
        origin = self.origin_message_id
        # An answer settles what it answers; news for a third party does not.
        if origin.state == "processed" and not self.subscription_id:
            origin._set_state("acknowledged", note=self.file_name)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import logging

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..core.masking import mask_error, mask_trace
from ..exceptions import SyncError

_logger = logging.getLogger(__name__)


class LogisticsSyncConnector(models.Model):
    """The driver of adapters: it stores what they fetch before they put it away."""

    _inherit = "logistics.sync.connector"

    @api.model
    def _cron_poll(self):
        """Fetch from every partner whose documents we have to ask for."""
        for connector in self._get_polled():
            connector._poll_guarded()
            self.env["ir.cron"]._commit_progress(1)

    def _poll_guarded(self):
        """Fetch from one partner; whatever an adapter raises, the others go on.

        Returns the number of documents that were stored.
        """
        try:
            return self._poll()
        # Adapters may be anybody's: what nobody foresaw is told to a person, and to the
        # log with its trace, and the other partners are asked.
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.rollback()
            _logger.info("Polling %s failed\n%s", self.code, mask_trace(error))
            self._report_unreachable(error)
            return 0

    @api.model
    def _get_polled(self):
        connectors = self.search([("state", "=", "live")])
        return connectors.filtered(lambda connector: connector._can("poll"))

    def _can(self, capability):
        self.ensure_one()
        adapter = self._find_adapter_class(self.transport)
        return bool(adapter) and capability in adapter.capabilities

    def _poll(self):
        """Store each document as a message, commit, then let the adapter put it away.

        A crash between the commit and the putting away makes the document come again
        under the same key, which is the same message. Returns the number stored.
        """
        self.ensure_one()
        stored = 0
        try:
            # Allows adapters to end the transaction before they wait for a partner.
            fetching = self.with_context(logistics_sync_polling=True)
            adapter = fetching._get_adapter()
            # Whatever happens to a document: the adapter lets go of its place at once.
            with contextlib.closing(_documents_of(adapter)) as documents:
                for document in documents:
                    stored += self._take(adapter, document)
            adapter.finish_poll()
        except (OSError, ValueError, ImportError, ValidationError, SyncError) as error:
            self._report_unreachable(error)
        if stored:
            self.env["logistics.sync.message"]._dispatch(self._get_lanes())
        return stored

    def _take(self, adapter, document):
        """Whether the document was stored; one beyond the limit is put aside."""
        too_large = len(document.body) > self.max_body_kib * 1024
        if too_large:
            self._note_refusal(
                document.key,
                self.env._(
                    "%(connector)s has the document %(name)s of %(size)s KiB; the "
                    "limit is %(limit)s KiB. It was not taken.",
                    connector=self.name,
                    name=document.file_name or document.key,
                    size=len(document.body) // 1024,
                    limit=self.max_body_kib,
                ),
                **self._prepare_intake(document),
            )
        else:
            self._store(document.body, document.key, self._prepare_intake(document))
        # The message must be safe before the partner's copy leaves its place.
        self.env["ir.cron"]._commit_progress()
        if too_large:
            adapter.refuse(document, "too_large")
        else:
            adapter.settle(document)
        return not too_large

    def _store(self, body, key, values):
        """Store a document once; one that came before with another body is kept too."""
        messages = self.env["logistics.sync.message"]
        message, outcome = messages._ingest(self, body, key, **values)
        if outcome == "conflict":
            values = {k: v for k, v in values.items() if k != "correlation_id"}
            messages._ingest_conflict(self, body, message, **values)

    def _prepare_intake(self, document):
        """Values of the message beside body and key."""
        values = {
            "file_name": document.file_name,
            "content_type": document.content_type,
            "format": document.format,
            "correlation_id": document.correlation_id,
        }
        return {name: value for name, value in values.items() if value}

    def _report_unreachable(self, error):
        missing = "folder_unreachable" if self.transport == "folder" else "unreachable"
        self.env["logistics.sync.exception"]._raise_for(
            getattr(error, "code", missing),
            self.env._(
                "No documents can be fetched from %(connector)s: %(error)s",
                connector=self.name,
                error=mask_error(error),
            ),
            connector=self,
        )

    def _note_refusal(self, key, sentence, **values):
        """Store that a document is too large, without its bytes, and ask a person.

        Told once, however often the partner shows it. Its own key is left free for the
        document itself, in case the limit is raised.
        """
        message, outcome = self.env["logistics.sync.message"]._ingest(
            self, b"", f"too_large:{key}", **values
        )
        if outcome == "fresh":
            message._ask_person("file_too_large", sentence)

    # ------------------------------------------------------------ buttons
    def action_poll_now(self):
        self.ensure_one()
        self.check_access("write")
        self._poll()

    def action_check(self):
        """Try the connection, in and out, and tell the outcome in one sentence."""
        self.ensure_one()
        self.check_access("write")
        try:
            self._get_adapter()
        except SyncError as error:
            raise UserError(str(error)) from error
        adapters = self._get_checkable()
        if not adapters:
            raise UserError(
                self.env._("There is nothing to test: the partner posts to us.")
            )
        outcomes = [self._try_out(adapter(self)) for adapter in adapters]
        ok = all(worked for worked, __ in outcomes)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Works") if ok else self.env._("Does not work"),
                "message": " ".join(sentence for __, sentence in outcomes),
                "type": "success" if ok else "danger",
                "sticky": not ok,
            },
        }

    def _get_checkable(self):
        """The adapters, of the way in and of the way out, that can try whether it
        works; each once."""
        self.ensure_one()
        ways = dict.fromkeys((self.transport, self._get_outbound_transport()))
        found = [self._find_adapter_class(way) for way in ways]
        return [one for one in found if one and "check" in one.capabilities]

    def _try_out(self, adapter):
        """(whether one way works, a sentence about it)"""
        try:
            outcome = adapter.check()
        except (OSError, ValueError, ImportError, SyncError, ValidationError) as error:
            if call := getattr(error, "call", None):
                self._log_check(call, str(error))
            return False, str(error)
        return outcome.ok, outcome.sentence


def _documents_of(adapter):
    yield from adapter.poll()

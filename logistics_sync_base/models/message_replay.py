# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .message_inbound import FINAL_EVENT_STATES

# What a message is about money by: its lane, its events or the events it carries.
IS_FINANCIAL = SQL(
    """(m.channel = 'financial'
        OR EXISTS (SELECT 1 FROM logistics_sync_event e
                     JOIN logistics_sync_event_type t ON t.id = e.event_type_id
                    WHERE e.message_id = m.id AND t.category = 'financial')
        OR EXISTS (SELECT 1 FROM logistics_sync_delivery d
                     JOIN logistics_sync_event e ON e.id = d.event_id
                     JOIN logistics_sync_event_type t ON t.id = e.event_type_id
                    WHERE d.message_id = m.id AND t.category = 'financial'))"""
)


class LogisticsSyncMessage(models.Model):
    """Replays by people: who may, on record, and with an edited document."""

    _inherit = "logistics.sync.message"

    is_edited = fields.Boolean(
        string="Edited Copy",
        readonly=True,
        help="A person changed the document before it was replayed; the original is "
        "the message it was caused by.",
    )
    replay_line_ids = fields.One2many(
        "logistics.sync.replay.line", "message_id", readonly=True, string="Replayed By"
    )

    # --------------------------------------------------------------- buttons
    def action_replay(self):
        """Button: ask for the reason, show what would happen, then replay."""
        return self._open_replay()

    def action_replay_edited(self):
        """Button: correct the document of one message and replay the copy."""
        self.ensure_one()
        return self._open_replay(payload_text=self._get_editable_text())

    def _open_replay(self, **values):
        """The dialog in which a replay of these messages is asked for."""
        self.check_access("read")
        wizard = self.env["logistics.sync.replay.wizard"].create(
            {"chosen_ids": self.ids, **values}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_editable_text(self):
        """The document as text a person can correct; raises UserError if it is none."""
        self.ensure_one()
        if self.direction == "out":
            raise UserError(
                self.env._(
                    "What we send is made from our own documents: correct those. It is "
                    "sent again unchanged, so that the partner recognises it."
                )
            )
        try:
            return self._get_body_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._(
                    "The document of “%s” is not text in UTF-8 and cannot be edited "
                    "here. Download it, correct it and have it sent anew.",
                    self.display_name,
                )
            ) from error

    # ---------------------------------------------------------------- records
    @api.private
    def _replay(self, reason, mapping="current", payload=None):
        """Replay messages now, on record; for the shell and for other addons.

        ``mapping`` is ``current``, ``original`` or a version of a mapping. With a
        ``payload`` (bytes or text) the one message is replayed as a copy with that
        document: the copy comes back, its origin is the message. The limits of the
        company hold here too. Raises UserError, and does nothing, when a limit is
        passed or a worker holds one of the messages.
        """
        replays = self.env["logistics.sync.replay"].sudo()
        replays._check_limits(self)
        if payload is not None:
            self.ensure_one()
            messages = self._replay_edited(payload, reason, mapping)
        else:
            self._requeue(reason, mapping)
            messages = self
        replays._log(self, reason, "shell", new_message=messages - self)
        return messages

    @api.private
    def _note_replay(self, reason, source):
        """Check that the user may replay these; keep who did it, when and why."""
        if not self:
            return
        replays = self.env["logistics.sync.replay"]
        self.check_access("read")
        replays._check_user(self)
        replays._check_short_way(self, source)
        replays.sudo()._log(self.sudo(), reason, source)

    @api.private
    def _filter_financial(self):
        """Those of these messages that are about money."""
        if not self:
            return self
        self.env["logistics.sync.event"].flush_model(["event_type_id", "message_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT m.id FROM logistics_sync_message m WHERE m.id IN %s AND %s",
                self._ids,
                IS_FINANCIAL,
            )
        )
        return self.browse([row_id for (row_id,) in rows])

    # ----------------------------------------------------------------- edited
    def _replay_edited(self, payload, reason, mapping="current"):
        """A new message with the edited document; the original stays as it came."""
        self.ensure_one()
        if self.direction == "out":
            self._get_editable_text()
        if self.lease_token:
            raise UserError(
                self.env._("A message that is being processed cannot be replayed now.")
            )
        body = payload.encode() if isinstance(payload, str) else payload
        copy = self._insert_edited(body, reason, mapping)
        self._close_replaced(copy)
        self._dispatch({copy.channel})
        return copy

    def _insert_edited(self, body, reason, mapping):
        digest = hashlib.sha256(body).hexdigest()
        if digest == self.body_sha256:
            raise UserError(
                self.env._("The document is not changed: replay it without editing.")
            )
        row = self._prepare_row(
            self.connector_id,
            body,
            digest,
            f"{self.idempotency_key}#edited:{digest[:16]}",
            format=self.format,
            content_type=self.content_type,
            file_name=self.file_name,
            headers=self.headers,
            schema_version=self.schema_version,
            endpoint_version=self.endpoint_version,
            correlation_id=self.correlation_id,
            origin_message_id=self.id,
        )
        history = json.loads(row["history"])
        history[0]["note"] = self.env._(
            "Edited copy of %(origin)s: %(reason)s",
            origin=self.public_id,
            reason=reason,
        )
        if self.env.uid != self.env.ref("base.user_root").id:
            history[0]["by"] = self.env.user.name
        version = self.mapping_id.id if mapping == "original" else False
        if mapping not in (None, "original", "current"):
            version = mapping.id
        row |= {
            "channel": self.channel,
            "priority": self.priority,
            "history": json.dumps(history),
            "is_edited": True,
            "replay_mapping_id": version or None,
        }
        message_id = self._insert_row(row)
        if not message_id:
            raise UserError(
                self.env._("Exactly this edited document was replayed before.")
            )
        self.invalidate_recordset(["consequent_message_ids"])
        return self.browse(message_id)

    def _close_replaced(self, copy):
        """What was not done of the original is done by its edited copy.

        Its events give up their place among known facts: the copy tells them anew.
        """
        note = self.env._("Replaced by the edited copy %s", copy.public_id)
        todo = self.event_ids.filtered(
            lambda event: event.state not in FINAL_EVENT_STATES
        )
        for event in todo:
            event.write(
                {
                    "state": "ignored",
                    "error": note,
                    "content_key": f"{event.content_key}#replaced:{copy.public_id}",
                }
            )
        exceptions = self.env["logistics.sync.exception"]
        exceptions._resolve_for(todo, "replayed")
        exceptions._resolve_for_messages(self, "replayed")
        if todo and todo != self.event_ids:
            self._refresh_state(note)
        elif self.state not in ("processed", "duplicate", "ignored"):
            self._set_state(
                "ignored",
                note=note,
                next_attempt_at=False,
                finished_at=fields.Datetime.now(),
            )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo import api, models

from ..codec import json_document
from ..core.refusal import Answer, Refusal

MAX_PAGE = 500
MAX_ACKNOWLEDGED = 5000


class LogisticsSyncPartnerApi(models.AbstractModel):
    """What partners fetch from us, and what they say of it, by an access token."""

    _name = "logistics.sync.partner.api"
    _description = "Interface for Partners Who Fetch"

    # ------------------------------------------------------------- who asks
    @api.model
    @api.private
    def _authorize(
        self, connector, arrival, kinds=("access_token",), operation="fetch"
    ):
        """Let in who shows a valid token of one of these kinds; raises Refusal."""
        door = self.env["logistics.sync.inbound"]
        scheme, __, token = arrival.get("authorization").partition(" ")
        reason = "missing_token"
        if connector and scheme.lower() == "bearer" and token.strip():
            reason = "bad_token"
            for kind in kinds:
                if one := connector.credential_ids._match_token(token.strip(), kind):
                    connector._check_gateway(arrival)
                    arrival.credential_id = one.id
                    door._check_operation(connector, arrival, operation)
                    door._check_limit(connector, arrival)
                    return
        if connector:
            door._check_foreign_token(connector, arrival)
            self.env["logistics.sync.security.event"].sudo()._count_refusal(
                connector, reason, arrival.remote_address
            )
        # The same words for an unknown address: it would help whoever guesses.
        raise Refusal(
            401,
            "not_authorized",
            "Not authorized",
            "The token is not one of this address, or may not do this.",
            remedy="Send Authorization: Bearer with the token you were given.",
            headers={"WWW-Authenticate": "Bearer"},
        )

    @api.model
    def _check_names(self, parameters, known):
        """Raise a Refusal for a parameter we do not know: mostly it is mistyped."""
        for name in parameters:
            if name not in known:
                raise Refusal(
                    400,
                    "unknown_parameter",
                    "Parameter not known",
                    "There is no such parameter here.",
                    field=name[:60],
                    remedy=f"Known parameters: {', '.join(known)}.",
                )

    @api.model
    def _get_number(self, parameters, name, default, highest):
        """A whole number of the query; raises Refusal naming it."""
        text = parameters.get(name, "")
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and 0 <= int(text[:12]) <= highest):
            raise Refusal(
                400,
                "bad_parameter",
                "Parameter not usable",
                f"{name} is a whole number from 0 to {highest}.",
                field=name,
                remedy="Leave it out, or send what an earlier answer told.",
            )
        return int(text[:12])

    # --------------------------------------------------------------- outbox
    @api.model
    @api.private
    def _fetch_outbox(self, connector, arrival, parameters):
        """Documents that wait for the partner behind its cursor, oldest first."""
        self._authorize(connector, arrival)
        self._check_names(parameters, ("cursor", "limit"))
        cursor = self._get_number(parameters, "cursor", 0, 2**31 - 1)
        limit = self._get_number(parameters, "limit", 100, MAX_PAGE) or 1
        messages, more = connector._list_outbox(cursor, limit)
        last = messages[-1:].outbox_position or cursor
        return Answer(
            200,
            {
                "documents": [self._as_document(message) for message in messages],
                "next_cursor": str(last),
                "more": more,
                "correlation_id": arrival.trace,
            },
        )

    @api.model
    def _as_document(self, message):
        body = message._get_body_bytes()
        found = {
            "message_id": message.public_id,
            "correlation_id": message.correlation_id,
            "position": str(message.outbox_position),
            "content_type": message.content_type or "application/octet-stream",
            "file_name": message.file_name or None,
            "created_at": f"{message.received_at.isoformat()}Z",
            "sha256": message.body_sha256,
        }
        try:
            found["document"] = json.loads(body)
        except ValueError:
            found["document_base64"] = base64.b64encode(body).decode()
        return found

    @api.model
    @api.private
    def _acknowledge_outbox(self, connector, arrival):
        """Take what the partner says it has, or will not take."""
        self._authorize(connector, arrival)
        has, refuses = self._read_acknowledgement(arrival.body)
        unknown = connector._confirm_outbox(has, refuses)
        return Answer(
            200,
            {
                "acknowledged": len({*has, *refuses} - set(unknown)),
                "unknown": unknown,
                "correlation_id": arrival.trace,
            },
        )

    @api.model
    def _read_acknowledgement(self, body):
        """(message ids taken, {message id: reason it is refused})"""
        try:
            document = json_document.load(body)
        except json_document.JsonError as error:
            raise self._get_bad_acknowledgement(str(error), None) from error
        if not isinstance(document, dict):
            raise self._get_bad_acknowledgement("An object is expected.", None)
        has = document.get("message_ids", [])
        if not isinstance(has, list) or not all(isinstance(one, str) for one in has):
            raise self._get_bad_acknowledgement("A list of texts.", "message_ids")
        refuses = {}
        rejected = document.get("rejected", [])
        for one in rejected if isinstance(rejected, list) else [None]:
            known = isinstance(one, dict) and isinstance(one.get("message_id"), str)
            reason = known and one.get("reason")
            if not (isinstance(reason, str) and reason.strip()):
                raise self._get_bad_acknowledgement(
                    "A list of objects with message_id and reason.", "rejected"
                )
            refuses[one["message_id"]] = reason.strip()[:500]
        if len(has) + len(refuses) > MAX_ACKNOWLEDGED or not (has or refuses):
            raise self._get_bad_acknowledgement(
                f"From 1 to {MAX_ACKNOWLEDGED} message ids.", "message_ids"
            )
        return [one for one in has if one not in refuses], refuses

    @api.model
    def _get_bad_acknowledgement(self, detail, field):
        return Refusal(
            422,
            "bad_acknowledgement",
            "Acknowledgement not usable",
            detail,
            field=field,
            remedy='Send {"message_ids": ["..."]}; to refuse one, add "rejected": '
            '[{"message_id": "...", "reason": "..."}].',
        )

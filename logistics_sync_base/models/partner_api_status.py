# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from ..core.refusal import Answer, Refusal
from ..core.signing import hash_token

TOKEN_KINDS = ("access_token", "read_token")
NAMES = ("message_id", "correlation_id", "external_id")
LONGEST = 200
MOST = 100
# What a state means to somebody outside.
STAGES = {
    "received": "received",
    "validated": "received",
    "transformed": "processing",
    "queued": "processing",
    "failed": "processing",
    "processed": "processed",
    "acknowledged": "processed",
    "duplicate": "processed",
    "exception": "exception",
    "dead": "exception",
    "ignored": "ignored",
}
EVENT_STAGES = {
    "pending": "received",
    "waiting": "waiting",
    "failed": "processing",
    "done": "processed",
    "duplicate": "processed",
    "exception": "exception",
    "dead": "exception",
    "ignored": "ignored",
}


class LogisticsSyncPartnerApi(models.AbstractModel):
    """Receipt, processing and exceptions of a partner's own documents."""

    _inherit = "logistics.sync.partner.api"

    @api.model
    @api.private
    def _tell_status(self, arrival, parameters):
        """Where the documents with this number are; raises Refusal.

        Whose documents are looked at is decided by the token alone: what belongs to
        somebody else does not exist for whoever asks.
        """
        connectors = self._find_asking(arrival)
        name, value = self._read_wanted(parameters)
        messages = self._find_told(connectors, name, value)
        if not messages:
            raise Refusal(
                404,
                "unknown_document",
                "Unknown document",
                "There is no document of yours with this number.",
                field=name,
                remedy="Send the message_id or correlation_id we answered, or the "
                "number you gave the document.",
            )
        page = messages[:MOST]
        return Answer(
            200,
            {
                "documents": [self._as_status(message) for message in page],
                "more": len(messages) > MOST,
                "correlation_id": arrival.trace,
            },
        )

    @api.model
    def _find_asking(self, arrival):
        """The connectors the token was made for; raises Refusal without a valid one."""
        token = arrival.get("authorization").partition(" ")[2].strip()
        known = self.env["logistics.sync.credential"].search(
            [
                ("kind", "in", TOKEN_KINDS),
                ("token_hash", "=", hash_token(token)),
                ("connector_id.state", "!=", "draft"),
            ]
        )
        valid = known.filtered(lambda credential: credential.state == "valid")
        connectors = valid.connector_id
        if not connectors and not known:
            raise Refusal(
                401,
                "not_authorized",
                "Not authorized",
                "The token is none of ours, or may not do this.",
                remedy="Send Authorization: Bearer with the token you were given.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        # One that is not valid any more is counted where it was valid once.
        for connector in connectors or known.connector_id[:1]:
            self._authorize(connector, arrival, TOKEN_KINDS, "status")
        return connectors

    @api.model
    def _read_wanted(self, parameters):
        """(name, value) of the one parameter given."""
        self._check_names(parameters, NAMES)
        given = [(name, parameters.get(name)) for name in NAMES if name in parameters]
        if len(given) != 1 or not given[0][1].strip():
            raise Refusal(
                400,
                "bad_parameter",
                "Parameter not usable",
                "Exactly one number is needed.",
                field=given[0][0] if given else NAMES[0],
                remedy=f"Send one of: {', '.join(NAMES)}.",
            )
        [(name, value)] = given
        if len(value) > LONGEST or "\x00" in value:
            raise Refusal(
                400,
                "bad_parameter",
                "Parameter not usable",
                f"A text of at most {LONGEST} characters is expected.",
                field=name,
                remedy="Send the number as we answered it, or as you gave it.",
            )
        return name, value.strip()

    @api.model
    def _find_told(self, connectors, name, value):
        own = Domain("connector_id", "in", connectors.ids)
        messages = self.env["logistics.sync.message"]
        if name == "external_id":
            events = self.env["logistics.sync.event"].search(
                own & Domain("reference", "=", value), limit=MOST + 1, order="id desc"
            )
            wanted = (
                Domain("idempotency_key", "=", value)
                | Domain("external_id", "=", value)
                | Domain("id", "in", events.message_id.ids)
            )
        else:
            column = "public_id" if name == "message_id" else name
            wanted = Domain(column, "=", value)
        return messages.search(own & wanted, limit=MOST + 1)

    # ------------------------------------------------------------- telling
    @api.model
    def _as_status(self, message):
        waits = message.waiting_for and message.state not in ("processed", "ignored")
        return {
            "message_id": message.public_id,
            "correlation_id": message.correlation_id,
            "direction": "received" if message.direction == "in" else "sent",
            "status": "waiting" if waits else STAGES[message.state],
            "state": message.state,
            "received_at": _tell(message.received_at),
            "processed_at": _tell(message.finished_at),
            "tries": message.attempt_count,
            "next_try_at": _tell(message.next_attempt_at),
            "exception": self._tell_exception(message),
            "events": [self._as_event_status(event) for event in message.event_ids],
        }

    @api.model
    def _as_event_status(self, event):
        stuck = EVENT_STAGES[event.state] == "exception"
        return {
            "event_type": event.event_type_id.code or None,
            "reference": event.reference or None,
            "status": EVENT_STAGES[event.state],
            "occurred_at": _tell(event.occurred_at),
            "received_at": _tell(event.received_at),
            "processed_at": _tell(event.processed_at),
            "problem": (stuck and event.state != "dead" and event.error) or None,
        }

    @api.model
    def _tell_exception(self, message):
        """{kind, sentence, since} of what a person has to decide, or None.

        Why something unforeseen failed is the operator's matter and is not told.
        """
        if STAGES[message.state] != "exception" and not message.exception_count:
            return None
        questions = message.exception_ids.filtered(
            lambda question: question.state in ("open", "in_progress")
        ).sorted("id")
        question = questions[:1]
        if not question and STAGES[message.state] != "exception":
            return None
        unforeseen = not question or question.code == "dead_letter"
        return {
            "kind": question.code or "dead_letter",
            "sentence": self.env._("It could not be processed; a person looks at it.")
            if unforeseen
            else question.name,
            "since": _tell(question.create_date),
        }


def _tell(moment):
    return f"{moment.replace(microsecond=0).isoformat()}Z" if moment else None

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
import time

from odoo import http
from odoo.http import request

from ..core import correlation, problem, signing
from ..exceptions import BusinessError
from ..models.ir_http import BODY_ATTRIBUTE


class InboundController(http.Controller):
    """The one door for what partners post to us."""

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/events",
        type="http",
        auth="logistics_sync",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, connector_code, **_parameters):
        """Check, store, answer. 202 means: committed, and processed soon."""
        headers = request.httprequest.headers
        trace = correlation.correlation_id(headers)
        connector = (
            request.env["logistics.sync.connector"]
            .sudo()
            .search([("code", "=", connector_code)])
        )
        if (
            not connector
            or connector.state == "draft"
            or connector.transport != "webhook"
        ):
            return self._refuse(
                404,
                "Unknown connector",
                "No live connector has this address.",
                trace,
                remedy="Check the address you were given.",
            )
        body = getattr(request, BODY_ATTRIBUTE)
        failure, message_key = self._authenticate(connector, headers, body)
        if failure:
            return self._refuse_unauthorized(connector, failure, trace)
        return self._store(connector, body, message_key, headers, trace)

    # ------------------------------------------------------ authentication
    def _authenticate(self, connector, headers, body):
        """(reason of refusal or None, idempotency key given by the sender or None)"""
        key = headers.get("Idempotency-Key")
        if connector.authentication == "bearer_token":
            return self._check_token(connector, headers), key
        secrets = connector.credential_ids._get_secret_bytes()
        if not secrets:
            return "no_secret", None
        try:
            verified = signing.verify(secrets, headers, body, time.time())
        except signing.SignatureError as error:
            return error.code, None
        return None, verified.message_id

    def _check_token(self, connector, headers):
        scheme, __, token = headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return "missing_token"
        credential = connector.credential_ids._match_token(token.strip())
        return None if credential else "bad_token"

    def _refuse_unauthorized(self, connector, reason, trace):
        request.env["logistics.sync.security.event"].sudo()._count_refusal(
            connector, reason, request.httprequest.remote_addr
        )
        response = self._refuse(
            401,
            "Not authorized",
            f"The request was refused: {reason}.",
            trace,
            remedy="Sign the raw body with the secret agreed, or renew the token.",
        )
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    # --------------------------------------------------------------- intake
    def _store(self, connector, body, key, headers, trace):
        messages = request.env["logistics.sync.message"].sudo()
        values = {
            "content_type": headers.get("Content-Type"),
            "format": self._get_format(connector, headers),
        }
        key = key or hashlib.sha256(body).hexdigest()
        message, outcome = messages._ingest(
            connector, body, key, correlation_id=trace, **values
        )
        if outcome == "conflict":
            messages._ingest_conflict(connector, body, message, **values)
            return self._refuse(
                409,
                "Key used before",
                f"The key {key} came before with another body.",
                message.correlation_id,
                field="webhook-id",
                remedy="Use a new key for a new document.",
            )
        if outcome == "fresh":
            self._inspect(connector, message, body)
        if message.answer:
            return self._answer(message.answer["status"], message.answer["body"])
        return self._accept(message)

    def _get_format(self, connector, headers):
        mimetype = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if mimetype in ("application/edi-x12", "application/x12"):
            return "x12"
        if mimetype == "application/json":
            return "json"
        return connector.format

    def _inspect(self, connector, message, body):
        """Look at a document before we accept it; what is refused stays stored."""
        try:
            request.env["logistics.sync.decoder"].sudo()._inspect(
                connector, body, message.format
            )
        except BusinessError as error:
            message._ask_person(error.code, str(error), error)
            findings = getattr(error, "findings", [])
            document = problem.problem(
                422,
                "Document not usable",
                str(error),
                code=error.code,
                field=findings[0].path if findings else None,
                value_class=findings[0].value_class if findings else None,
                remedy=findings[0].remedy
                if findings
                else "Correct it and send it again under a new key.",
                correlation_id=message.correlation_id,
            )
            document["message_id"] = message.public_id
            message.answer = {"status": 422, "body": document}
        else:
            message._dispatch_after_commit([message.channel])

    def _accept(self, message):
        return self._answer(
            202,
            {
                "message_id": message.public_id,
                "correlation_id": message.correlation_id,
                "status": "accepted",
            },
        )

    # --------------------------------------------------------------- answers
    def _answer(self, status, document):
        failed = status >= 400
        content_type = problem.CONTENT_TYPE if failed else "application/json"
        return request.make_response(
            # Sorted, as a stored answer must come out the same again.
            json.dumps(document, sort_keys=True),
            headers=[
                ("Content-Type", content_type),
                ("X-Correlation-ID", document.get("correlation_id") or ""),
            ],
            status=status,
        )

    def _refuse(self, status, title, detail, trace, field=None, remedy=None):
        return self._answer(
            status,
            problem.problem(
                status, title, detail, field=field, remedy=remedy, correlation_id=trace
            ),
        )

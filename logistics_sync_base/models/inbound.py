# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from dataclasses import replace

from odoo import api, models

from ..core import content_coding
from ..core.arrival import MAX_KEY_LENGTH
from ..core.refusal import Refusal
from ..core.signing import SignatureError


class LogisticsSyncInbound(models.AbstractModel):
    """The web door: who may come in, by which version, and how often.

    Each check raises a Refusal; what passes all of them is stored by
    ``_store_arrival`` and answered from there.
    """

    _name = "logistics.sync.inbound"
    _description = "Web Door"

    @api.model
    @api.private
    def _receive(self, connector, arrival):
        """Answer one request; the connector may be an empty record."""
        arrival.began_at = time.monotonic()
        endpoint = self._find_endpoint(arrival.version)
        versions = endpoint
        is_known = False
        try:
            self._check_address(connector, arrival, endpoint)
            connector._check_gateway(arrival)
            key = self._authenticate(connector, arrival)
            is_known = True
            self._check_served(endpoint)
            self._check_limit(connector, arrival)
            self._open_arrival(connector, arrival)
            content = self._get_content(connector, arrival)
            versions |= self._find_document_versions(connector, content)
            self._check_served(versions)
            answer = self._store_arrival(connector, arrival, content, key)
        except Refusal as refusal:
            answer = refusal.to_answer(arrival.trace)
        if is_known:
            uses = self.env["logistics.sync.version.use"]
            uses._count(versions, connector, refused=answer.status == 410)
        return replace(answer, headers=versions._get_headers() | dict(answer.headers))

    # ----------------------------------------------------------- versions
    def _find_endpoint(self, name):
        return self.env["logistics.sync.contract.version"]._find("endpoint", name)

    def _check_address(self, connector, arrival, endpoint):
        if not endpoint:
            known = sorted(
                self.env["logistics.sync.contract.version"]._get_ids("endpoint")
            )
            raise Refusal(
                404,
                "unknown_version",
                "Unknown version",
                f"There is no version {arrival.version[:20]} of this interface.",
                remedy=f"Known versions: {', '.join(known)}.",
                more={"known_versions": known},
            )
        is_open = connector and connector.state != "draft"
        if not is_open or connector.transport != "webhook":
            raise Refusal(
                404,
                "unknown_connector",
                "Unknown connector",
                "No live connector has this address.",
                remedy="Check the address you were given.",
            )

    def _check_served(self, versions):
        """Raise a 410 Refusal when the last day of one of these has passed."""
        for version in versions:
            if version._is_over():
                notice = f", see {version.info_url}" if version.info_url else "."
                raise Refusal(
                    410,
                    "version_sunset",
                    "Version no longer served",
                    f"The version {version.name} was given up on "
                    f"{version.sunset_on:%Y-%m-%d}.",
                    remedy=f"Use a version that is live{notice}",
                )

    # ------------------------------------------------------ who, how often
    def _authenticate(self, connector, arrival):
        """The key of the document that was proven with the sender, or empty."""
        try:
            return connector._verify_arrival(arrival)
        except SignatureError as error:
            self._check_foreign_token(connector, arrival)
            self.env["logistics.sync.security.event"].sudo()._count_refusal(
                connector, error.code, arrival.remote_address
            )
        # Always the same words: the reason would help whoever guesses.
        raise Refusal(
            401,
            "not_authorized",
            "Not authorized",
            "The request is not shown to come from the partner of this address.",
            remedy="Check secret, signed text and clock. The operator of this system "
            "sees the exact reason among the refused requests.",
            headers={"WWW-Authenticate": connector._get_challenge()},
        )

    # ------------------------------------------------------------- opening
    def _open_arrival(self, connector, arrival):
        """Undo the content coding, within the limit of the connector."""
        coding = arrival.get("content-encoding")
        limit = connector.max_body_kib * 1024
        try:
            arrival.document = content_coding.unpack(coding, arrival.body, limit)
        except content_coding.CodingError as error:
            status = {"unsupported": 415, "too_large": 413}.get(error.code, 400)
            raise Refusal(
                status,
                f"content_encoding_{error.code}",
                "Body cannot be unpacked",
                str(error),
                field="Content-Encoding",
                remedy=f"Accepted codings: {content_coding.ACCEPTED}.",
                headers={"Accept-Encoding": content_coding.ACCEPTED},
            ) from error
        if coding and arrival.document is not arrival.body:
            arrival.notes["content-encoding"] = coding.lower()

    def _check_key(self, key, name):
        if len(key) > MAX_KEY_LENGTH:
            raise Refusal(
                400,
                "bad_idempotency_key",
                "Key too long",
                f"A key has at most {MAX_KEY_LENGTH} characters.",
                field=name,
                remedy="Use a shorter key, such as a UUID.",
            )
        return key

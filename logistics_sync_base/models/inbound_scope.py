# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.refusal import Refusal
from ..exceptions import BusinessError
from .exception import OPEN_STATES


class LogisticsSyncInbound(models.AbstractModel):
    """What whoever was let in may do here: 403 for everything else.

    Costs nothing for a token without limits.
    """

    _inherit = "logistics.sync.inbound"

    def _authenticate(self, connector, arrival):
        try:
            key = super()._authenticate(connector, arrival)
        except BusinessError as error:
            raise self._get_uncheckable(connector, error) from error
        self._check_operation(connector, arrival, "post")
        return key

    def _get_uncheckable(self, connector, error):
        """A 500 Refusal, asked about once: our own secret is not where it should be."""
        questions = self.env["logistics.sync.exception"].sudo()
        key = f"{connector._name}:{connector.id}:{error.code}"
        # Requests that come at the same moment would wait for each other to count.
        if not questions.search(
            [("dedup_key", "=", key), ("state", "in", OPEN_STATES)], limit=1
        ):
            questions._raise_for(error.code, str(error), connector=connector)
        return Refusal(
            500,
            "not_checkable",
            "Cannot be checked now",
            "Whether the request comes from the partner of this address cannot be told "
            "at the moment. It was not taken in.",
            remedy="Send it again later under the same key.",
        )

    def _store_arrival(self, connector, arrival, content, proven_key):
        if arrival.credential_id:
            self._check_event_types(connector, arrival, content)
        return super()._store_arrival(connector, arrival, content, proven_key)

    @api.model
    @api.private
    def _check_foreign_token(self, connector, arrival):
        """Raise a 403 Refusal for a valid token that another connector was given."""
        scheme, __, token = arrival.get("authorization").partition(" ")
        credentials = self.env["logistics.sync.credential"]
        if scheme.lower() == "bearer" and credentials._belongs_to_another(
            token.strip(), connector
        ):
            raise self._get_forbidden(
                connector,
                arrival,
                "foreign_token",
                "The token was given for another address than this one.",
                "Send the token to the address it was given for.",
            )

    @api.model
    @api.private
    def _check_operation(self, connector, arrival, operation):
        """Raise a 403 Refusal when the token shown is not for an operation."""
        credential = self._get_credential(arrival)
        if credential and not credential._may(operation):
            raise self._get_forbidden(
                connector,
                arrival,
                "operation_not_allowed",
                "The token may not be used for this.",
                "Use the token you were given for it, or ask for the right.",
            )

    def _check_event_types(self, connector, arrival, content):
        allowed = self._get_credential(arrival).event_type_ids
        if not allowed:
            return
        codes = set(allowed.mapped("code"))
        told = self._find_event_types(connector, content)
        if not told <= codes:
            raise self._get_forbidden(
                connector,
                arrival,
                "event_type_not_allowed",
                "The token is for documents with these events only: "
                f"{', '.join(sorted(codes))}.",
                "Send other documents with the token you were given for them.",
            )

    def _find_event_types(self, connector, content):
        """Codes of all events a document tells; None among them for one unread."""
        decoder = self.env["logistics.sync.decoder"].with_context(
            logistics_schema_version=content.schema_version
        )
        try:
            context = decoder._get_schema_context(connector)
            items = decoder._decode(content.body, content.format, context).items
        except BusinessError:
            # What nobody can read could be anything.
            return {None}
        return {(item.canonical or {}).get("event_type") for item in items}

    def _get_credential(self, arrival):
        credentials = self.env["logistics.sync.credential"].sudo()
        return credentials.browse(arrival.credential_id or [])

    def _get_forbidden(self, connector, arrival, code, detail, remedy):
        """A 403 Refusal that is on record."""
        self.env["logistics.sync.security.event"].sudo()._count_refusal(
            connector, code, arrival.remote_address
        )
        return Refusal(403, code, "Not allowed", detail, remedy=remedy)

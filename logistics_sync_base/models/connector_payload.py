# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models, tools

from ..core.classification import NOT_KEPT
from ..core.payload_masking import mask_payload

# What a media type tells by its name, such as application/edi-x12.
TOLD_FORMATS = ("json", "xml", "csv", "x12", "edifact")
FIELDS = {"payload_policy", "is_payload_encrypted"}


class Keeping(NamedTuple):
    """What stays of a connector's documents once the work with them is done."""

    policy: str
    is_encrypted: bool
    levels: frozenset

    @property
    def is_everything(self):
        return self.policy == "full" and not self.levels


class LogisticsSyncConnector(models.Model):
    """How much of the documents of this partner is kept, and how."""

    _inherit = "logistics.sync.connector"

    payload_policy = fields.Selection(
        [
            ("full", "Everything, as it came"),
            ("masked", "Masked, as soon as it is processed"),
            ("headers", "Headers and hash, the document is dropped"),
            ("none", "Hash only, document and headers are dropped"),
        ],
        string="Documents Are Kept",
        required=True,
        default="full",
        tracking=True,
    )
    is_payload_encrypted = fields.Boolean(
        string="Encrypt Documents",
        tracking=True,
        help="Stored documents are encrypted with the key of the server, which is not "
        "in the database. They cannot be read from a copy of the database.",
    )

    def _get_keeping(self):
        """The :class:`Keeping` of one connector, without a query."""
        return self._read_keeping(self.id)

    @api.model
    def _mask_for_log(self, body, media, known, own_format):
        """A document as it may stand in a log, as far as it can be read.

        ``known`` is the Classification of its connector, ``own_format`` the format it
        speaks, whatever the media type says.
        """
        kinds = [kind for kind in TOLD_FORMATS if kind in (media or "").lower()]
        for kind in (*kinds, own_format):
            masked = mask_payload(body, kind, known)
            if masked is not None:
                return masked
        return body

    @api.model
    @tools.ormcache("connector_id")
    def _read_keeping(self, connector_id):
        connector = self.sudo().browse(connector_id)
        known = self.env["logistics.sync.data.class"]._get_for(connector)
        return Keeping(
            connector.payload_policy or "full",
            connector.is_payload_encrypted,
            known.levels & NOT_KEPT,
        )

    @api.model
    def _get_cached_fields(self):
        names = super()._get_cached_fields()
        return names if names is None else {*names, *FIELDS}

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncMessage(models.Model):
    """Which version of a mapping a message was read with, and is to be read with."""

    _inherit = "logistics.sync.message"

    replay_mapping_id = fields.Many2one(
        "logistics.sync.mapping",
        readonly=True,
        ondelete="restrict",
        help="Set by a replay that asked for the version it was read with at first.",
    )
    has_other_mapping = fields.Boolean(compute="_compute_has_other_mapping")

    @api.depends("mapping_id", "connector_id")
    def _compute_has_other_mapping(self):
        for message in self:
            current = message._get_current_mapping()
            message.has_other_mapping = (
                message.mapping_id and current != message.mapping_id
            )

    def _get_current_mapping(self):
        """What the connector would read this message with by now.

        A message holds many documents at most of one kind that its version was made
        for: the line of the connector with a version of the same name is meant.
        """
        self.ensure_one()
        connector = self.connector_id.sudo()
        lines = connector.document_ids.filtered(lambda line: line.direction == "in")
        current = connector._get_mapping("in") | lines.mapping_id
        same = current.filtered(lambda m: m.name == self.sudo().mapping_id.name)
        return (same or current)[:1]

    def _group_by_mapping(self):
        """{(connector, mapping a replay asked for): messages}"""
        connectors, mappings = self.connector_id, self.replay_mapping_id
        if len(connectors) == 1 and not mappings:
            return {(connectors, mappings): self}
        return self.grouped(lambda m: (m.connector_id, m.replay_mapping_id))

    def _note_mappings(self, decodings):
        """Store which version each of these messages was read with."""
        changed = {}
        for message, decoding in decodings.items():
            if message.mapping_id.id != (decoding.mapping_id or False):
                changed.setdefault(decoding.mapping_id, self.browse())
                changed[decoding.mapping_id] |= message
        for mapping_id, messages in changed.items():
            messages.write({"mapping_id": mapping_id})

    def action_replay_original(self):
        """Button: process again with the version of the mapping it was read with."""
        for message in self:
            if not message.sudo().mapping_id:
                raise UserError(
                    self.env._(
                        "“%s” was read without a mapping: replay it as it is.",
                        message.display_name,
                    )
                )
        return self._open_replay(mapping="original")

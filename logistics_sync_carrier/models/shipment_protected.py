# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who signed for goods is shown as the class of such values allows."""

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from odoo.addons.logistics_sync_base.core.classification import PROTECTED
from odoo.addons.logistics_sync_base.models.protected_record import LOOK

# Where carriers' documents hold what a shipment keeps.
SIGNED_BY = ("proof_of_delivery", "signed_by")
SIGNATURE = ("proof_of_delivery", "signature")
# Fields of a file that hold its bytes.
CONTENT = {"raw", "datas"}


class LogisticsShipment(models.Model):
    _name = "logistics.shipment"
    _inherit = ["logistics.shipment", "logistics.sync.protected.record"]

    # Only the work itself reads it: lists, groups, filters and exports do not.
    pod_signed_by = fields.Char(string="Signed By, as Told", groups=NO_ACCESS)
    pod_signed_by_shown = fields.Char(
        compute="_compute_pod_signed_by_shown",
        compute_sudo=True,
        string="Signed By",
        help="Masked where names are protected: ask for protected values to see it.",
    )

    @api.depends_context("uid", LOOK)
    @api.depends("pod_signed_by", "connector_id")
    def _compute_pod_signed_by_shown(self):
        for shipment in self:
            told = shipment.pod_signed_by
            if told and shipment._is_shown_masked():
                known = shipment._get_classification()
                told = known.mask_leaf(told, SIGNED_BY, PROTECTED)
            shipment.pod_signed_by_shown = told


class IrAttachment(models.Model):
    """Whoever opens a signed proof of delivery looks at a signature, on record."""

    _inherit = "ir.attachment"

    def _note_signature_looks(self):
        if self.env.su:
            return
        shipments = self.env["logistics.shipment"].sudo()
        files = self.sudo().filtered(lambda one: one.res_model == shipments._name)
        alive = shipments.browse(set(files.mapped("res_id"))).exists()
        by_id = {shipment.id: shipment for shipment in alive}
        for file in files:
            shipment = by_id.get(file.res_id, shipments)
            if file not in shipment.pod_attachment_ids:
                continue
            level = shipment._get_classification().level_of(SIGNATURE)
            if level in PROTECTED and shipment._is_shown_masked():
                self._note_look(file, shipment)

    def _note_look(self, file, shipment):
        if self.env.cr.readonly:
            # Files are served without the right to write. The server asks once more
            # with it on this word, so that no look goes unnoted.
            raise ReadOnlySqlTransaction("Opening a signature is kept on record")
        self.env["logistics.sync.audit.entry"]._note(
            "look", self.env._("Opened %s", file.name), shipment
        )

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """An exported list reads attributes, past ``_read_format``."""
        if any(path and path[0] in CONTENT for path in fields):
            self._note_signature_looks()
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _read_format(self, fnames, load="_classic_read"):
        if CONTENT.intersection(fnames) and not self.env.context.get("bin_size"):
            self._note_signature_looks()
        return super()._read_format(fnames, load)


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        if record._name == "ir.attachment":
            # The route reads with all rights; who asked is in the request.
            record.sudo(False)._note_signature_looks()
        return super()._record_to_stream(record, field_name)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    @api.private
    def _capture_pod(self, fact, proof):
        """Note who signed when, and attach the document once."""
        self.ensure_one()
        values = {}
        document = proof.get("document") or {}
        if document.get("data"):
            attachment = self._attach_pod(document)
            values["pod_attachment_ids"] = [fields.Command.link(attachment.id)]
        if proof.get("signed_by"):
            values["pod_signed_by"] = proof["signed_by"]
        if fact.occurred_at and not self.pod_at:
            values["pod_at"] = fact.occurred_at
        if not self.pod_received_at:
            values["pod_received_at"] = fact.received_at
        self.sudo().with_context(tracking_disable=True).write(values)

    def _attach_pod(self, document):
        """The attachment with these bytes on this shipment, made if new."""
        data = base64.b64decode(document["data"], validate=True)
        Attachment = self.env["ir.attachment"].sudo()
        known = Attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("checksum", "=", Attachment._compute_checksum(data)),
            ],
            limit=1,
        )
        name = (document.get("name") or "").replace("/", "_").replace("\\", "_")
        return known or Attachment.create(
            {
                "name": name or self.env._("Proof of delivery %s", self.name),
                "raw": data,
                "mimetype": document.get("mimetype") or False,
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
            }
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..core.identity import object_name

# What the partner's answer is the number of, by the canonical object we sent.
KINDS = {
    "order": "order",
    "shipment": "shipment",
    "shipment_notice": "shipment",
    "customer_invoice": "invoice",
    "freight_invoice": "invoice",
    "supplier_invoice": "invoice",
    "vendor": "vendor",
    "payment": "payment",
}


class LogisticsSyncMessage(models.Model):
    """The partner's number for what we sent leads back to our document."""

    _inherit = "logistics.sync.message"

    def _settle_delivery(self, delivery, started_at, duration_ms):
        result = super()._settle_delivery(delivery, started_at, duration_ms)
        if delivery.kind == "success" and delivery.external_id:
            self._note_reference(delivery.external_id)
        return result

    def _note_reference(self, external_id):
        """Keep (connector, kind, number) ⇄ document for the one document sent.

        A number that leads elsewhere already is a question, never overwritten.
        """
        self.ensure_one()
        event = self.delivery_ids.event_id
        if len(event) != 1 or not event._get_document():
            return
        kind = KINDS.get(object_name(event.canonical or {}))
        if not kind:
            return
        references = self.env["logistics.sync.external.ref"]
        ours = [
            ("connector_id", "=", self.connector_id.id),
            ("kind", "=", kind),
        ]
        about = (event.res_model, event.res_id)
        known = references.search(
            [
                *ours,
                "|",
                ("external_id", "=", external_id),
                "&",
                ("res_model", "=", event.res_model),
                ("res_id", "=", event.res_id),
            ]
        )
        if not known:
            references.create(
                {
                    "connector_id": self.connector_id.id,
                    "kind": kind,
                    "external_id": external_id,
                    "res_model": event.res_model,
                    "res_id": event.res_id,
                }
            )
        elif any(
            (ref.external_id, ref.res_model, ref.res_id) != (external_id, *about)
            for ref in known
        ):
            self._ask_about_reference(external_id, known[0])

    def _ask_about_reference(self, external_id, known):
        self.env["logistics.sync.exception"]._raise_for(
            "conflicting_references",
            self.env._(
                "%(connector)s calls %(document)s by the number %(number)s; on record "
                "is %(known)s for %(other)s. Compare both at the partner and correct "
                "the reference.",
                connector=self.connector_id.name,
                document=self.delivery_ids.event_id.document_name,
                number=external_id,
                known=known.external_id,
                other=known.document_name or known.res_model,
            ),
            company=self.company_id,
            message=self,
            record=self.delivery_ids.event_id._get_document(),
        )

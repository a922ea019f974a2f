# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.suggest import Candidate

TARGETS = {
    "product": "product.product",
    "customer": "res.partner",
    "charge": "product.product",
    "warehouse": "stock.warehouse",
    "carrier": "delivery.carrier",
    "service": "delivery.carrier",
    "uom": "uom.uom",
    "tax": "account.tax",
}


class LogisticsSyncReference(models.Model):
    """Products, customers, warehouses and the like that partners have codes for."""

    _inherit = "logistics.sync.reference"

    @api.model
    def _get_target_models(self):
        return super()._get_target_models() | TARGETS

    @api.model
    def _get_referenced_kinds(self):
        return (*super()._get_referenced_kinds(), "product", "customer")

    @api.model
    def _get_record_code(self, kind, record):
        codes = {
            "product": lambda: record.default_code or record.barcode,
            "charge": lambda: record.default_code or record.barcode,
            "customer": lambda: record.ref,
            "warehouse": lambda: record.code,
            "carrier": lambda: record.scac,
            "service": lambda: record.logistics_service or record.name,
        }
        if kind in codes:
            return codes[kind]() or ""
        return super()._get_record_code(kind, record)

    @api.model
    def _get_candidates(self, kind, company):
        """Each kind's records in one query, those of the company and shared ones."""
        if kind not in TARGETS:
            return super()._get_candidates(kind, company)
        records = self.env[TARGETS[kind]].search(
            self._get_candidate_domain(kind, company)
        )
        return [self._as_candidate(kind, record) for record in records]

    @api.model
    def _get_candidate_domain(self, kind, company):
        domains = {
            "product": [("sale_ok", "=", True), ("type", "!=", "service")],
            "charge": [("type", "=", "service")],
            "customer": [("parent_id", "=", False)],
            "tax": [("type_tax_use", "=", "sale")],
            "uom": [("active", "=", True)],
        }
        domain = domains.get(kind, [])
        if kind == "uom":
            return domain
        companies = (
            [company.id] if kind in ("warehouse", "tax") else [company.id, False]
        )
        return [*domain, ("company_id", "in", companies)]

    @api.model
    def _as_candidate(self, kind, record):
        code = self._get_record_code(kind, record)
        numbers = {
            "product": ("barcode",),
            "charge": ("barcode",),
            "customer": ("vat",),
        }
        return Candidate(
            record.id,
            record.name or "",
            code,
            tuple(record[name] or "" for name in numbers.get(kind, ())),
        )

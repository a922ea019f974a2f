# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..audited_rule import AUTOMATIC

MAPPING = "logistics.sync.mapping"
# What names a record in every database: models to fields.
KEYS = {
    "logistics.sync.event.type": "code",
    "logistics.sync.connector": "code",
    "logistics.sync.retry.policy": "name",
    "logistics.sync.webhook.profile": "name",
}
# Lists that belong to a row of a list.
CHILDREN = {
    "logistics.sync.subscription": ("condition_ids",),
    MAPPING: ("rule_ids", "column_ids", "record_ids", "xsd_ids", "sample_ids"),
}
# What a button agreed, and what belongs to the setup all the same.
AGREED = {"logistics.sync.connector.sample": ("expected",)}
# What no copy takes along, and what decides about a record all the same.
OWN = {"logistics.sync.connector": ("service_user_id",)}
# Rows that belong to something are told apart by these of their fields.
ROW_KEYS = {
    "logistics.sync.connector.document": ("direction", "document_type"),
    "logistics.sync.code.map": ("kind", "external_code"),
    "logistics.sync.contract.version": ("kind", "name"),
    "logistics.sync.retry.rule": ("event_type_id",),
    "logistics.sync.flow.override": ("event_type_id",),
    "logistics.sync.connector.sample": ("name",),
    "logistics.sync.subscription": ("name",),
    "logistics.sync.data.class": ("path",),
    "logistics.sync.retention.rule": ("name",),
}


class LogisticsSyncSetup(models.AbstractModel):
    """What somebody set up, as JSON that means the same in another database.

    References are told by what names a record everywhere; those that mean something in
    this database only are told by number, apart from the rest.
    """

    _name = "logistics.sync.setup"
    _description = "Setup as a Document"

    @api.model
    @api.private
    def _get_fields(self, model, skip=()):
        """The fields of a model that somebody enters, without lists of other records
        that point to it."""
        return [
            field
            for name, field in sorted(self.env[model]._fields.items())
            if name not in AUTOMATIC
            and name not in ("company_id", *skip)
            and field.store
            and (field.copy or name in OWN.get(model, ()))
            and (not field.readonly or name in AGREED.get(model, ()))
            and field.type != "one2many"
        ]

    @api.model
    def _is_portable(self, field):
        return not field.relational or field.comodel_name in (MAPPING, *KEYS)

    @api.model
    @api.private
    def _read(self, record, skip=()):
        """{name: JSON value} of what means the same everywhere."""
        record = record.sudo().with_context(bin_size=False)
        return {
            field.name: self._tell(field, record[field.name])
            for field in self._get_fields(record._name, skip)
            if self._is_portable(field)
        }

    @api.model
    @api.private
    def _read_local(self, record, skip=()):
        """{name: number or numbers} of references within this database."""
        found = {}
        for field in self._get_fields(record._name, skip):
            if not self._is_portable(field):
                value = record.sudo()[field.name]
                one = field.type == "many2one"
                found[field.name] = value.id or None if one else sorted(value.ids)
        return found

    @api.model
    @api.private
    def _read_rows(self, records, inverse, children=()):
        """The rows of a list with a key each; ``children`` are their own lists."""
        rows, seen = [], {}
        for record in records.sudo().sorted("id"):
            row = self._read(record, (inverse,))
            for name in children:
                field = record._fields[name]
                row[name] = [
                    self._read(child, (field.inverse_name,)) for child in record[name]
                ]
            key = self._get_row_key(record._name, row)
            seen[key] = seen.get(key, 0) + 1
            row["key"] = key if seen[key] == 1 else f"{key} ({seen[key]})"
            rows.append(row)
        return sorted(rows, key=lambda row: row["key"])

    @api.model
    def _get_row_names(self):
        """{model: names of the fields that tell its rows apart}; addons add theirs."""
        return ROW_KEYS

    @api.model
    def _get_row_key(self, model, row):
        names = self._get_row_names().get(model, ())
        return " ".join(str(row.get(name) or "*") for name in names)

    @api.model
    def _tell(self, field, value):
        if field.relational:
            return self._tell_reference(field, value)
        if field.type in ("boolean", "integer", "float", "monetary"):
            return value
        if field.type in ("date", "datetime"):
            return value.isoformat() if value else None
        if isinstance(value, bytes):
            value = value.decode()
        return value or None

    @api.model
    def _tell_reference(self, field, records):
        if field.comodel_name == MAPPING:
            told = [mapping._get_setup_reference() for mapping in records]
        else:
            told = sorted(records.mapped(KEYS[field.comodel_name]))
        if field.type == "many2one":
            return told[0] if told else None
        return told

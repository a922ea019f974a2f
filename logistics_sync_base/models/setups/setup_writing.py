# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .setup_reading import CHILDREN, KEYS, MAPPING


class LogisticsSyncSetup(models.AbstractModel):
    _inherit = "logistics.sync.setup"

    # ------------------------------------------------------------ references
    @api.model
    @api.private
    def _find_reference(self, comodel, told, company):
        """The record of the company that a reference names, or an empty one."""
        records = self.env[comodel].sudo().with_context(active_test=False)
        if comodel == MAPPING:
            return records._find_setup(told["name"], told["digest"], company)
        domain = [(KEYS[comodel], "=", told)]
        if "company_id" in records._fields:
            domain.append(("company_id", "in", [False, company.id]))
        found = records.search(domain, limit=2)
        return found if len(found) == 1 else found.browse()

    @api.model
    @api.private
    def _find_unknown(self, model, setup, company, skip=()):
        """[(field name, what is wrong, value)] that this database cannot take.

        Of one record's setup; wrong is the "field", the "kind" or "value" of what
        stands there, or the "reference".
        """
        known = {field.name: field for field in self._get_fields(model, skip)}
        found = []
        for name, value in setup.items():
            if name in CHILDREN.get(model, ()):
                if not _is_list_of_rows(value):
                    found.append((name, "kind", value))
                continue
            if name == "key":
                continue
            field = known.get(name)
            if not field:
                # What says nothing is no loss, whoever knows the field.
                if value not in (None, False, 0):
                    found.append((name, "field", value))
            elif not _is_of_kind(field, value):
                found.append((name, "kind", value))
            elif field.type == "selection" and value:
                choices = dict(field._description_selection(self.env))
                if value not in choices:
                    found.append((name, "value", value))
            elif field.relational and field.comodel_name != MAPPING:
                several = value if isinstance(value, list) else [value]
                found += [
                    (name, "reference", told)
                    for told in several
                    if told
                    and not self._find_reference(field.comodel_name, told, company)
                ]
        return found

    # ---------------------------------------------------------------- values
    @api.model
    @api.private
    def _prepare(self, model, setup, company, skip=()):
        """Values for create and write from one record's setup.

        Raises UserError for a reference that names nothing here.
        """
        values = {}
        for field in self._get_fields(model, skip):
            if field.name in setup and self._is_portable(field):
                told = setup[field.name]
                values[field.name] = (
                    self._prepare_reference(field, told, company)
                    if field.relational
                    else self._prepare_value(field, told)
                )
        return values

    @api.model
    def _prepare_value(self, field, told):
        if told is None:
            return False
        if field.type == "datetime":
            return fields.Datetime.to_datetime(told.replace("T", " "))
        return told

    @api.model
    def _prepare_reference(self, field, told, company):
        if field.type == "many2one":
            return self._get_reference(field, told, company).id if told else False
        records = [self._get_reference(field, one, company).id for one in told or ()]
        return [Command.set(records)]

    @api.model
    def _get_reference(self, field, told, company):
        record = self._find_reference(field.comodel_name, told, company)
        if not record:
            name = told["name"] if isinstance(told, dict) else told
            raise UserError(self.env._("“%s” is not known here.", name))
        return record

    @api.model
    @api.private
    def _prepare_local(self, model, setup):
        """Values of references within this database; what is gone is left out."""
        values = {}
        for name, told in (setup or {}).items():
            field = self.env[model]._fields.get(name)
            if not field or not field.relational:
                continue
            several = told if isinstance(told, list) else [told or 0]
            records = self.env[field.comodel_name].sudo().browse(several).exists()
            if field.type == "many2one":
                values[name] = records.id
            else:
                values[name] = [Command.set(records.ids)]
        return values

    # ------------------------------------------------------------------ rows
    @api.model
    @api.private
    def _prepare_rows(self, records, inverse, rows, company, children=()):
        """Commands that make a list what a setup says, changing only what differs.

        What is no longer in it is archived where the model can, else deleted.
        """
        active = "active" in records._fields
        now = records.filtered("active") if active else records
        known = {
            row["key"]: (row, record)
            for row, record in self._pair(now, inverse, children)
        }
        old = {
            row["key"]: record
            for row, record in self._pair(records - now, inverse, children)
        }
        commands = []
        for row in rows or ():
            before, record = known.pop(row["key"], (None, old.get(row["key"])))
            if before == row:
                continue
            values = self._prepare_row(
                records._name, row, inverse, company, children, bool(record)
            )
            if record:
                commands.append(Command.update(record.id, values))
            else:
                commands.append(Command.create(values))
        gone = [record.id for __, record in known.values()]
        # First what goes: a successor may need its place.
        return [
            Command.update(key, {"active": False}) if active else Command.delete(key)
            for key in gone
        ] + commands

    @api.model
    def _pair(self, records, inverse, children):
        """[(row, its record)]"""
        keyed, seen = {}, {}
        for record in records.sudo().sorted("id"):
            key = self._get_row_key(record._name, self._read(record, (inverse,)))
            seen[key] = seen.get(key, 0) + 1
            keyed[key if seen[key] == 1 else f"{key} ({seen[key]})"] = record
        rows = self._read_rows(records, inverse, children)
        return [(row, keyed[row["key"]]) for row in rows]

    @api.model
    def _prepare_row(self, model, row, inverse, company, children, exists):
        values = self._prepare(model, row, company, (inverse,))
        of_company = self.env[model]._fields.get("company_id")
        if of_company and not of_company.related:
            values["company_id"] = company.id
        if "active" in self.env[model]._fields:
            values["active"] = True
        for name in children:
            field = self.env[model]._fields[name]
            fresh = [
                Command.create(
                    self._prepare(
                        field.comodel_name, child, company, (field.inverse_name,)
                    )
                )
                for child in row.get(name) or ()
            ]
            values[name] = [Command.clear(), *fresh] if exists else fresh
        return values


def _is_list_of_rows(told):
    return isinstance(told, list) and all(isinstance(row, dict) for row in told)


def _is_of_kind(field, told):
    """Whether a JSON value is of the kind in which a field is told."""
    if told is None:
        return True
    if field.type == "many2many":
        return isinstance(told, list) and all(_is_reference(field, o) for o in told)
    if field.type == "many2one":
        return _is_reference(field, told)
    if field.type == "boolean":
        return isinstance(told, bool)
    if field.type == "integer":
        # As many as the column holds.
        return type(told) is int and abs(told) < 2**31
    if field.type in ("float", "monetary"):
        return type(told) in (int, float)
    return field.type == "json" or isinstance(told, str)


def _is_reference(field, told):
    if field.comodel_name != MAPPING:
        return isinstance(told, str)
    return (
        isinstance(told, dict)
        and told.keys() == {"name", "digest"}
        and all(isinstance(text, str) for text in told.values())
    )

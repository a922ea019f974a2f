# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...core.setup_bundle import get_digest
from ..connector import ENVIRONMENTS
from .connector_setup import AT_HOME, FIXED, find_references
from .promotion_plan import _refuse
from .setup_telling import LONGEST


class LogisticsSyncPromotion(models.Model):
    """What speaks against a file before anything of it is tried."""

    _inherit = "logistics.sync.promotion"

    @api.model
    def _find_refusals(self, bundle, company):
        """What can be told without trying."""
        setup = bundle["setup"]
        # Numbers of records mean something else in another database.
        known = self.env["logistics.sync.setup"]._get_part_names().keys()
        known -= set(AT_HOME)
        for name in sorted(setup.keys() - known):
            yield _refuse(self.env._("“%s” is no part of a setup here.", name))
        source = bundle.get("environment")
        if source not in dict(ENVIRONMENTS):
            yield _refuse(
                self.env._(
                    "The environment “%s” it comes from is not known here.",
                    source or "",
                )
            )
        others = self.env["logistics.sync.connector"].sudo()
        if others.with_context(active_test=False).search_count(
            [("code", "=", bundle["code"]), ("company_id", "!=", company.id)]
        ):
            yield _refuse(
                self.env._(
                    "The code “%s” is taken by another connector.", bundle["code"]
                )
            )
        yield from self._find_secret_refusals(setup)
        yield from self._find_address_refusals(bundle, company)
        yield from self._find_unknown_refusals(setup, company)
        yield from self._find_mapping_refusals(setup)

    @api.model
    def _find_unknown_refusals(self, setup, company):
        setups = self.env["logistics.sync.setup"]
        words = {
            "field": self.env._("%(place)s is not known here (a newer version?)"),
            "kind": self.env._("%(place)s cannot be “%(value)s”"),
            "value": self.env._("%(place)s: “%(value)s” is not possible here"),
            "reference": self.env._("%(place)s: “%(value)s” is not known here"),
        }
        for path, model, skip, part in self._get_parts(setup):
            for name, kind, value in setups._find_unknown(model, part, company, skip):
                place = setups._tell_place(model, (*path, name))
                told = {"place": place, "value": str(value)[:LONGEST]}
                yield _refuse(words[kind] % told)
        maps = self.env["logistics.sync.code.map"].sudo()
        for name in (setup["connector"].get("code_list") or "").split(","):
            if name.strip() and not maps.search_count(
                [("code_list", "=", name.strip())], limit=1
            ):
                yield _refuse(
                    self.env._("The shared list of codes “%s” is not here.", name)
                )

    @api.model
    def _find_mapping_refusals(self, setup):
        """All mappings it names, and no other: whoever approves is shown these only."""
        mappings = {
            (str(mapping.get("name")), get_digest(mapping)): mapping
            for mapping in setup.get("mappings", ())
        }
        names = [name for name, __ in mappings]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield _refuse(
                self.env._("The mapping “%s” is in the file in two versions.", name)
            )
        left = find_references({n: p for n, p in setup.items() if n != "mappings"})
        used = set()
        while left:
            told = left.pop()
            key = told["name"], told["digest"]
            if key not in mappings:
                yield _refuse(
                    self.env._(
                        "The mapping “%s” is not in the file in the version that "
                        "belongs to it.",
                        told["name"],
                    )
                )
            elif key not in used:
                used.add(key)
                left += find_references(mappings[key])
        for name, __ in sorted(mappings.keys() - used):
            yield _refuse(
                self.env._("The mapping “%s” in the file belongs to nothing.", name)
            )

    @api.model
    def _get_parts(self, setup):
        """(path, model, fields to leave alone, one record's setup) of each record."""
        names = self.env["logistics.sync.setup"]._get_part_names()
        for name, part in setup.items():
            title_model = names.get(name)
            if not title_model or not title_model[1]:
                continue
            if isinstance(part, dict):
                yield (name,), title_model[1], FIXED, part
            elif isinstance(part, list):
                for row in part:
                    yield from self._get_row_parts(name, title_model[1], row)

    @api.model
    def _get_row_parts(self, name, model, row):
        path = (name, row.get("key") or row.get("name") or "?")
        yield path, model, ("connector_id",), row
        for child, rows in row.items():
            field = self.env[model]._fields.get(child)
            if isinstance(rows, list) and field and field.type == "one2many":
                place, skip = (*path, child), (field.inverse_name,)
                for one in rows:
                    if isinstance(one, dict):
                        yield place, field.comodel_name, skip, one

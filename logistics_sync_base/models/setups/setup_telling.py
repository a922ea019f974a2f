# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models

LONGEST = 200


class LogisticsSyncSetup(models.AbstractModel):
    _inherit = "logistics.sync.setup"

    @api.model
    @api.private
    def _get_part_names(self):
        """{part of a setup: (its title, the model of what it holds)}"""
        return {
            "connector": ("", "logistics.sync.connector"),
            "addresses": (self.env._("Address"), "logistics.sync.connector"),
            "local": ("", None),
            "place": ("", "logistics.sync.connector"),
            "documents": (self.env._("Document"), "logistics.sync.connector.document"),
            "codes": (self.env._("Code"), "logistics.sync.code.map"),
            "versions": (
                self.env._("Version of a document"),
                "logistics.sync.contract.version",
            ),
            "retries": (self.env._("Retry rule"), "logistics.sync.retry.rule"),
            "flows": (self.env._("Flow"), "logistics.sync.flow.override"),
            "samples": (self.env._("Sample"), "logistics.sync.connector.sample"),
            "subscriptions": (
                self.env._("Subscription"),
                "logistics.sync.subscription",
            ),
            "data_classes": (self.env._("Data class"), "logistics.sync.data.class"),
            "retention": (self.env._("Retention"), "logistics.sync.retention.rule"),
            "mappings": (self.env._("Mapping"), "logistics.sync.mapping"),
        }

    @api.model
    @api.private
    def _tell_changes(self, model, differences):
        """[(kind, place, before, after)] of differences, as a reader understands."""
        return [
            (
                one.kind,
                self._tell_place(model, one.path),
                self._tell_told(model, one.path, one.before),
                self._tell_told(model, one.path, one.after),
            )
            for one in differences
        ]

    @api.model
    @api.private
    def _tell_place(self, model, path):
        parts = self._get_part_names()
        title, part_model = parts.get(path[0] if path else "", ("", None))
        if not part_model and path and path[0] == "local":
            part_model = model
        words = [title] if title else []
        for place, name in enumerate(path[1:]):
            label = self._get_label(part_model or model, name)
            words.append(self._tell_key(part_model, name) if place == 0 else label)
        return " › ".join(words) or self.env._("Everything")

    @api.model
    def _tell_key(self, model, key):
        """The key of a row with a choice by its name; else the label of a field."""
        names = self._get_row_names().get(model, ())
        if not names:
            return self._get_label(model, key) if model else key
        field = self.env[model]._fields[names[0]]
        first, __, rest = key.partition(" ")
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            key = f"{labels.get(first, first)} {rest}"
        return key.removesuffix("*").strip()

    @api.model
    def _get_label(self, model, name):
        field = self.env[model]._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _tell_told(self, model, path, told):
        """One value: choices and records by their names, the rest as text."""
        if told is None or told is False:
            return ""
        if path and path[0] == "local" and len(path) > 1:
            field = self.env[model]._fields.get(path[1])
            several = told if isinstance(told, list) else [told]
            records = self.env[field.comodel_name].sudo().browse(several).exists()
            return ", ".join(records.mapped("display_name"))
        field = self._find_field(model, path)
        if field and field.type == "selection" and isinstance(told, str):
            return dict(field._description_selection(self.env)).get(told, told)
        if told is True:
            return self.env._("Yes")
        if isinstance(told, dict) and told.keys() == {"name", "digest"}:
            return self._tell_mapping(told)
        if isinstance(told, dict):
            told = self._tell_row(path, told)
        if isinstance(told, list) and all(isinstance(one, str) for one in told):
            told = ", ".join(told)
        text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    @api.model
    def _tell_row(self, path, row):
        """What a row of a list is called."""
        if "key" in row and path:
            model = self._get_part_names().get(path[0], ("", None))[1]
            return self._tell_key(model, row["key"])
        return row.get("name") or row.get("target") or row

    @api.model
    def _tell_mapping(self, told):
        """The version of a mapping that a reference means."""
        versions = self.env["logistics.sync.mapping"].sudo()
        for mapping in versions.search([("name", "=", told["name"])]):
            if mapping._get_setup_reference() == told:
                return mapping.display_name
        return told["name"]

    @api.model
    def _find_field(self, model, path):
        if len(path) < 2:
            return None
        part_model = self._get_part_names().get(path[0], ("", 0))[1] or model
        return self.env[part_model]._fields.get(path[-1])

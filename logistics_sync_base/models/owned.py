# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..core.ownership import OTHER, part_of
from .event_processing import RUN_CACHE
from .ownership import CONFLICT

OVERRULE = "logistics_sync_base.group_logistics_overrule"


class LogisticsSyncOwned(models.AbstractModel):
    """Mixed into documents whose fields a partner system may have the say about.

    Counts only what a person writes, and only fields that belong to a part of the
    object: what partners tell is checked where it is worked on, and bookkeeping of
    Odoo is nobody else's matter. Costs a look at a cache where no rule exists.
    """

    _name = "logistics.sync.owned"
    _description = "Document with a System of Record"
    # The canonical object it is, and parts of fields whose names mean another one.
    _owned_object = None
    _owned_parts = {}

    def write(self, vals):
        overruled = self._find_overruled(vals)
        if overruled:
            self._check_overruled(overruled)
        result = super().write(vals)
        for record, rule, labels in overruled:
            record._tell_overruled(rule, labels)
        return result

    def _get_owned_document(self):
        """The document people know, where a note about this record belongs."""
        self.ensure_one()
        return self

    # ------------------------------------------------------------ who may
    def _find_overruled(self, vals):
        """[(record, rule, labels of the fields)] of what is not Odoo's to change."""
        if self.env.su or RUN_CACHE in self.env.cr.cache:
            return []
        ownership = self.env["logistics.sync.ownership"]
        limited = [
            company
            for company in self.sudo().company_id
            if ownership._get_user_rules(company.id)
        ]
        found = []
        for record in self if limited else ():
            company = record.sudo().company_id
            if company in limited:
                found += record._find_overruled_fields(vals, company)
        return found

    def _find_overruled_fields(self, vals, company):
        ownership = self.env["logistics.sync.ownership"]
        operation = self._get_owned_operation(vals)
        by_rule = {}
        for name in vals:
            part = self._owned_parts.get(name) or part_of(name)
            if part == OTHER or not self._would_change(name, vals[name]):
                continue
            rule = ownership._find_for_people(
                self._owned_object, operation, part, company
            )
            if rule:
                by_rule.setdefault(rule, []).append(name)
        return [
            (self, rule, [self._get_field_label(name) for name in names])
            for rule, names in by_rule.items()
        ]

    def _get_owned_operation(self, vals):
        ends = vals.get("state") == "cancel" or vals.get("active") is False
        return "archive" if ends else "update"

    def _would_change(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        return new != self[name]

    def _get_field_label(self, name):
        return self._fields[name]._description_string(self.env)

    # ----------------------------------------------------------- outcome
    def _check_overruled(self, overruled):
        """Raise UserError for what people may not do; who may overrule is let."""
        if self.env.user.has_group(OVERRULE):
            return
        for record, rule, labels in overruled:
            if rule.sudo().in_odoo == "refuse":
                raise UserError(
                    self.env._(
                        "%s Nothing was changed. Have it changed there, or ask "
                        "somebody who may overrule the system of record.",
                        rule._get_people_sentence(record._get_owned_document(), labels),
                    )
                )

    def _tell_overruled(self, rule, labels):
        document = self._get_owned_document()
        sentence = rule._get_people_sentence(document, labels)
        document.sudo().message_post(
            body=sentence, author_id=self.env.user.partner_id.id
        )
        if rule.sudo().in_odoo == "ask":
            self.env["logistics.sync.exception"].sudo()._raise_for(
                CONFLICT, sentence, record=document
            )

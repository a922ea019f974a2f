# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...core.setup_bundle import get_digest
from ..mapping import BUTTON, BUTTON_PRESSED
from .setup_reading import CHILDREN, MAPPING

LISTS = CHILDREN[MAPPING]
USABLE = ("active", "approved", "retired")


class LogisticsSyncMapping(models.Model):
    """A version as a document: the same rules have the same hash everywhere."""

    _inherit = "logistics.sync.mapping"

    @api.private
    def _get_setup(self):
        """All that decides what the mapping makes of a document, and its samples."""
        self.ensure_one()
        setups = self.env["logistics.sync.setup"]
        setup = setups._read(self)
        for name in LISTS:
            inverse = self._fields[name].inverse_name
            setup[name] = [setups._read(row, (inverse,)) for row in self[name]]
        return setup

    @api.private
    def _get_setup_reference(self):
        self.ensure_one()
        return {"name": self.name, "digest": get_digest(self._get_setup())}

    @api.private
    def _get_setups_with_templates(self):
        """The setups of these mappings and all they start from, those first."""
        found = {}
        for mapping in self.sudo():
            if mapping.template_id:
                for setup in mapping.template_id._get_setups_with_templates():
                    found[get_digest(setup)] = setup
            setup = mapping._get_setup()
            found[get_digest(setup)] = setup
        return list(found.values())

    @api.model
    @api.private
    def _find_setup(self, name, digest, company):
        """The version with exactly these rules that the company may use, or none.

        Shared ones only while they are in use: what all companies share is not
        brought back for one of them.
        """
        versions = self.sudo().search(
            [
                ("name", "=", name),
                ("company_id", "in", [False, company.id]),
                ("state", "in", USABLE),
            ],
            order="company_id, version desc",
        )
        for mapping in versions:
            if not mapping.company_id and mapping.state != "active":
                continue
            if mapping._get_setup_reference()["digest"] == digest:
                return mapping
        return self.sudo().browse()

    @api.model
    @api.private
    def _ensure_setup(self, setup, company, authors):
        """The active mapping of the company with exactly these rules.

        A version that is not here yet is made, approved by whoever is at work and
        activated; its samples have to pass. ``authors`` cannot be who approves.
        """
        found = self._find_setup(setup["name"], get_digest(setup), company)
        if not found:
            found = self._make_from_setup(setup, company, authors)
        if found.state != "active":
            found._check_works()
            found._check_contract()
            found._activate()
        return found

    @api.model
    def _make_from_setup(self, setup, company, authors):
        if self.env.user in authors and not self.env.su:
            raise UserError(
                self.env._("Somebody else has to approve “%s”.", setup["name"])
            )
        writer = self.env["logistics.sync.setup"]
        values = writer._prepare(self._name, setup, company)
        for name in LISTS:
            model = self._fields[name].comodel_name
            values[name] = [
                Command.create(writer._prepare(model, row, company))
                for row in setup.get(name) or ()
            ]
        family = self.sudo().search(
            [("name", "=", setup["name"]), ("company_id", "=", company.id)]
        )
        latest = max(family.mapped("version"), default=0)
        values |= {"version": latest + 1, "company_id": company.id}
        mapping = self.sudo().create(values)
        pressed = mapping.with_context(**{BUTTON: BUTTON_PRESSED})
        pressed.write({"editor_ids": [Command.set(authors.ids)]})
        mapping._check_works()
        mapping._set_state(
            "approved", approved_by_id=self.env.uid, approved_at=fields.Datetime.now()
        )
        return mapping

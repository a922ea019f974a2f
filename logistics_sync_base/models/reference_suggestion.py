# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..core.suggest import Suggester


class LogisticsSyncReference(models.Model):
    """What the codes of partners may mean."""

    _inherit = "logistics.sync.reference"

    def action_suggest(self):
        """Look again for what fits, after master data was mended."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "open")._suggest()

    def _suggest(self):
        """Fill in what each code may mean; what has a meaning by now is known."""
        # Who looks after codes need not see all that they may mean.
        for group, references in self.sudo().grouped("list_id").items():
            meanings = references._get_known_meanings()
            known = references.filtered(lambda one, m=meanings: one.external_code in m)
            for reference in known:
                reference.write(
                    {
                        **meanings[reference.external_code],
                        "state": "confirmed",
                        "reason": "known",
                    }
                )
            suggester = Suggester(
                self.sudo()._get_candidates(group.kind, group.company_id)
                if references - known
                else ()
            )
            for reference in references - known:
                if reference.res_id and not reference.reason:
                    # Somebody is choosing; a guess must not overrule a person.
                    continue
                guess = suggester.suggest(
                    reference.external_code,
                    reference.name or "",
                    reference.number or "",
                )
                reference.write(
                    {
                        "res_id": guess.id if guess else False,
                        "reason": guess.reason if guess else False,
                    }
                )

    def _get_known_meanings(self):
        """{code: values} of those of one list that messages understand already."""
        group = self.list_id
        codes = self.mapped("external_code")
        found = {}
        table = self.env["logistics.sync.code.map"]._load_table(group.connector_id)
        for code in codes:
            if (group.kind, code) in table:
                found[code] = {"internal_code": table[group.kind, code][0]}
        if group.kind in self._get_referenced_kinds():
            refs = self.env["logistics.sync.external.ref"]._find(
                group.connector_id, group.kind, codes
            )
            found.update(
                (code, {"res_id": res_id}) for code, (__, res_id) in refs.items()
            )
        return found

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncReferenceList(models.Model):
    """Read a partner's codes in, and find out what they may mean."""

    _inherit = "logistics.sync.reference.list"

    @api.model
    @api.private
    def _feed(self, connector, rows, fed=True):
        """Take in ReferenceRows of one connector; returns their references.

        Codes that have a meaning already become known at once; the others wait for a
        person, with a suggestion where one fits. What a person decided stays.
        ``fed`` is False for codes that came up in messages, which make no list whole.
        """
        by_kind = {}
        for row in rows:
            by_kind.setdefault(row.kind, {})[row.code] = row
        found = self.env["logistics.sync.reference"]
        for kind, named in by_kind.items():
            group = self._get_list(connector, kind)
            found |= group._take_rows(named)
            if fed:
                group.fed_at = fields.Datetime.now()
        return found

    @api.model
    def _get_list(self, connector, kind):
        """The list of one kind, made when missing.

        Messages of one partner find unknown codes at the same time: who comes second
        gives way as at any conflict, instead of failing.
        """
        domain = [("connector_id", "=", connector.id), ("kind", "=", kind)]
        if not self.search_count(domain):
            self._insert(
                [
                    {
                        "connector_id": connector.id,
                        "company_id": connector.company_id.id,
                        "kind": kind,
                    }
                ],
                ("connector_id", "kind"),
            )
        return self.search(domain)

    def _take_rows(self, named):
        """Create or refresh the references of {code: row}."""
        self.ensure_one()
        references = self.env["logistics.sync.reference"]
        present = references.search(
            [("list_id", "=", self.id), ("external_code", "in", list(named))]
        )
        for reference in present:
            row = named[reference.external_code]
            values = {"name": row.name, "number": row.number}
            changed = {
                name: value
                for name, value in values.items()
                if value and value != reference[name]
            }
            if changed:
                reference.write(changed)
        codes = set(present.mapped("external_code"))
        rows = [named[code] for code in sorted(named) if code not in codes]
        if rows:
            self._insert_rows(rows)
        fresh = references.search(
            [
                ("list_id", "=", self.id),
                ("external_code", "in", [row.code for row in rows]),
            ]
        )
        undecided = (present | fresh).filtered(lambda one: one.state == "open")
        undecided._suggest()
        return present | fresh

    def _insert_rows(self, rows):
        self.env["logistics.sync.reference"]._insert(
            [
                {
                    "list_id": self.id,
                    "connector_id": self.connector_id.id,
                    "company_id": self.company_id.id,
                    "kind": self.kind,
                    "state": "open",
                    "external_code": row.code,
                    "name": row.name or None,
                    "number": row.number or None,
                }
                for row in rows
            ],
            ("list_id", "external_code"),
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.mapping import MappingError


class LogisticsSyncConnector(models.Model):
    """What is missing before a partner may be let in."""

    _inherit = "logistics.sync.connector"

    code_map_ids = fields.One2many(
        "logistics.sync.code.map", "connector_id", string="Codes of This Partner"
    )
    blocker_count = fields.Integer(
        compute="_compute_readiness", string="Missing Before Go-Live"
    )
    readiness_html = fields.Html(compute="_compute_readiness", string="Readiness")

    @api.depends("mapping_id", "document_ids", "code_map_ids", "credential_ids")
    def _compute_readiness(self):
        for connector in self:
            points = connector._get_readiness()
            connector.blocker_count = sum(level == "blocker" for level, __ in points)
            connector.readiness_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.connector_readiness", {"points": points}
            )

    def _get_readiness(self):
        """[("blocker" or "hint", sentence)]; addons add what they know."""
        self.ensure_one()
        connector = self.sudo()
        return (
            connector._get_mapping_points()
            + connector._get_code_points()
            + connector._get_access_points()
        )

    def _get_used_mappings(self):
        return self.mapping_id | self.document_ids.mapping_id

    def _get_mapping_points(self):
        points = []
        if self._needs_mapping():
            points.append(
                ("blocker", self.env._("No mapping says how its files are read."))
            )
        for mapping in self._get_used_mappings():
            if mapping.state != "active":
                sentence = self.env._("“%s” is not active.", mapping.display_name)
                points.append(("blocker", sentence))
                continue
            try:
                mapping._check_works()
            except ValidationError as error:
                sentence = self.env._(
                    "“%(mapping)s” cannot be used: %(error)s",
                    mapping=mapping.display_name,
                    error=error.args[0],
                )
                points.append(("blocker", sentence))
                continue
            if not mapping.sample_ids:
                sentence = self.env._(
                    "“%s” has no contract sample that proves it.", mapping.display_name
                )
                points.append(("hint", sentence))
        if self.contract_state == "failed":
            points.append(
                (
                    "blocker",
                    self.env._("A sample failed in the last contract test."),
                )
            )
        return points

    # -------------------------------------------------------------- codes
    def _get_code_points(self):
        """Codes that were seen and not understood, and kinds nobody has mapped."""
        codes = self.env["logistics.sync.code.map"]
        names = codes._get_kind_names()
        table = codes._load_table(self)
        points = [
            (
                "blocker",
                self.env._(
                    "The %(kind)s “%(code)s” came %(count)s× and nobody has said "
                    "what it means.",
                    kind=names.get(kind, names["milestone"]).lower(),
                    code=code,
                    count=count,
                ),
            )
            for kind, code, count in self._get_unknown_codes()
            if (kind, code) not in table
        ]
        known = {kind for kind, __ in table}
        for kind, mapping in self._get_code_kinds().items():
            if kind not in known:
                sentence = self.env._(
                    "“%(mapping)s” reads codes (%(kind)s), but none is mapped for this "
                    "partner.",
                    mapping=mapping.display_name,
                    kind=names.get(kind, kind).lower(),
                )
                points.append(("blocker", sentence))
        return points

    def _get_unknown_codes(self):
        """[(kind, code, how often)] of open questions about codes."""
        events = self.env["logistics.sync.event"]._read_group(
            [
                ("connector_id", "in", self.ids),
                ("state", "=", "exception"),
                ("fault_code", "=", "unknown_code"),
            ],
            ["external_kind", "external_code"],
            ["__count"],
        )
        return [(kind or "milestone", code, count) for kind, code, count in events]

    def _get_code_kinds(self):
        """{kind of code that must be known: a mapping that reads it}"""
        kinds = {}
        for mapping in self._get_used_mappings():
            try:
                rules = mapping._get_core_mapping("UTC").rules
            except (MappingError, ValueError):
                # A point of its own, see _get_mapping_points: which codes it would
                # read cannot be told.
                continue
            for rule in rules:
                if rule.transform != "code" or not rule.expression:
                    continue
                strict = rule.target == "milestone" or mapping.direction == "out"
                if rule.options.get("strict", strict):
                    kinds.setdefault(rule.options["kind"], mapping)
        return kinds

    # ------------------------------------------------------------- access
    def _get_access_points(self):
        points = []
        if not self.owner_id.active:
            points.append(
                (
                    "blocker",
                    self.env._(
                        "Its owner %s is archived: nobody would get its questions.",
                        self.owner_id.name,
                    ),
                )
            )
        if self.transport == "webhook" and self._lacks_credential():
            points.append(
                (
                    "blocker",
                    self.env._("There is no valid secret to let the partner in with."),
                )
            )
        if self.transport == "folder" and not self.folder_url:
            points.append(
                ("blocker", self.env._("No folder is named to read files from."))
            )
        return points

    def _lacks_credential(self):
        """Whether the way the partner proves itself needs a secret that is not here."""
        wanted = {
            "standard_webhooks": ("signing_secret",),
            "bearer_token": ("access_token",),
        }.get(self.authentication)
        if wanted is None:
            return False
        return not any(
            credential.kind in wanted
            and credential.state == "valid"
            and credential.hint
            for credential in self.credential_ids
        )

    # ------------------------------------------------------------ go-live
    def write(self, vals):
        result = super().write(vals)
        # The system itself (installation, tests of an addon) is trusted to know.
        if vals.get("state") == "live" and not self.env.su:
            self._check_readiness()
        return result

    def _check_readiness(self):
        """Raise ValidationError naming what is missing."""
        for connector in self:
            blockers = [
                sentence
                for level, sentence in connector._get_readiness()
                if level == "blocker"
            ]
            if blockers:
                raise ValidationError(
                    self.env._(
                        "“%(connector)s” cannot go live yet:\n%(blockers)s",
                        connector=connector.name,
                        blockers="\n".join(f"• {sentence}" for sentence in blockers),
                    )
                )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_list

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from .manual_evidence import DIFFERS

# What a partner may report that cannot be true together with the evidence.
_NOT_DELIVERED = (
    "delivered_exception",
    "partially_delivered",
    "refused",
    "undeliverable",
    "lost",
    "returned",
)
CONTRADICTED_BY = {
    "delivered": _NOT_DELIVERED,
    "pod_received": _NOT_DELIVERED,
    "export_cleared": ("customs_refused",),
    "customs_cleared": ("customs_refused",),
}
# What a report may confirm.
FACT, TIME, SIGNATURE = "fact", "time", "signature"


class LogisticsManualEvidence(models.Model):
    """What the partner's own report says about what a person vouched for."""

    _inherit = "logistics.manual.evidence"

    confirmed_parts = fields.Json(readonly=True)
    confirmed_package_ids = fields.Many2many(
        "logistics.shipment.package",
        "logistics_manual_evidence_package_rel",
        readonly=True,
        string="Packages Confirmed",
    )
    confirmation = fields.Char(
        compute="_compute_confirmation",
        compute_sudo=True,
        string="What the Partner Confirmed",
    )

    @api.depends("confirmed_parts", "confirmed_package_ids")
    @api.depends_context("lang")
    def _compute_confirmation(self):
        for evidence in self:
            evidence.confirmation = evidence._describe_confirmation()

    def _describe_confirmation(self):
        """What is confirmed and what the partner has not told; False for nothing."""
        confirmed = self.confirmed_parts or []
        if not confirmed:
            return False
        labels = {
            FACT: self.env._("that it happened"),
            TIME: self.env._("when"),
            SIGNATURE: self.env._("who signed"),
        }
        wanted = [FACT, TIME, *([SIGNATURE] if self.signed_by else ())]
        told = [labels[part] for part in wanted if part in confirmed]
        untold = [labels[part] for part in wanted if part not in confirmed]
        if TIME in confirmed and (rest := self._get_unconfirmed_packages()):
            total = len(rest | self.confirmed_package_ids)
            untold.append(
                self.env._("%(rest)s of %(all)s packages", rest=len(rest), all=total)
            )
        text = self.env._("Confirmed: %s.", format_list(self.env, told))
        if untold:
            untold = format_list(self.env, untold)
            text = self.env._(
                "%(text)s Not told yet: %(rest)s.", text=text, rest=untold
            )
        return text

    def _get_unconfirmed_packages(self):
        packages = self.shipment_id.package_ids
        live = packages.filtered(lambda package: package.status != "cancelled")
        return live - self.confirmed_package_ids

    # -------------------------------------------------------------- meeting
    @api.private
    def _meet(self, fact, package_id=None):
        """The Outcome of a partner's report about what is vouched for, or None.

        ``package_id`` is the package that the report is about, None for all of them.
        """
        code = fact.canonical.get("milestone")
        for evidence in self:
            if code == evidence.code:
                return evidence._compare(fact, package_id)
            if code in CONTRADICTED_BY.get(evidence.code, ()):
                return evidence._contradict(fact, code)
        return None

    def _compare(self, fact, package_id):
        self.ensure_one()
        if self.state == "kept":
            return self._stand()
        if differences := list(self._find_differences(fact)):
            return self._differ(fact, "; ".join(differences))
        self._confirm(fact, package_id)
        return Outcome.done(
            self.shipment_id,
            note=self.env._(
                "%(evidence)s: %(confirmation)s",
                evidence=self.display_name,
                confirmation=self.confirmation,
            ),
        )

    def _stand(self):
        note = self.env._("Evidence stands: %s", self.display_name)
        return Outcome.done(self.shipment_id, note=note)

    def _confirm(self, fact, package_id):
        """Note what the report confirms; a fact without a time is not yet confirmed."""
        parts = {*(self.confirmed_parts or ()), FACT}
        packages = self.confirmed_package_ids
        if fact.occurred_at:
            parts.add(TIME)
            about = packages.browse(package_id) if package_id else None
            packages |= about or self.shipment_id.package_ids
        if self.signed_by and _get_signer(fact):
            parts.add(SIGNATURE)
        values = {}
        if parts != set(self.confirmed_parts or ()):
            values["confirmed_parts"] = sorted(parts)
        if packages != self.confirmed_package_ids:
            values["confirmed_package_ids"] = [fields.Command.set(packages.ids)]
        if not self.partner_event_id:
            values["partner_event_id"] = fact.id
        if values:
            self.write(values)
        # Once they differ, a person decides, whatever else is told.
        if self.state == "open" and TIME in parts:
            if not self._get_unconfirmed_packages():
                self.state = "confirmed"

    def _find_differences(self, fact):
        earliest = latest = fact.occurred_at
        if earliest:
            margin = timedelta(hours=self.tolerance_hours)
            if fact.occurred_precision == "date":
                # Told is the start of the day it happened on.
                latest += timedelta(days=1)
            if not earliest - margin <= self.occurred_at <= latest + margin:
                yield self.env._(
                    "time: %(ours)s by hand, %(theirs)s by the partner (UTC)",
                    ours=self.occurred_at,
                    theirs=fact.occurred_at,
                )
        signed = _get_signer(fact)
        if signed and self.signed_by and _plain(signed) != _plain(self.signed_by):
            yield self.env._(
                "signature: another name by hand than by the partner",
            )

    def _contradict(self, fact, code):
        """Both cannot be true, unless the partner told the other one as well."""
        told = (self.partner_event_id.canonical or {}).get("milestone")
        if self.state == "confirmed" or (self.state == "kept" and told == self.code):
            # It went on from there: news like any other.
            return None
        if self.state == "kept" and told == code:
            return self._stand()
        kind = self.env["logistics.milestone.type"].search([("code", "=", code)])
        return self._differ(
            fact,
            self.env._(
                "fact: “%(ours)s” by hand, “%(theirs)s” by the partner",
                ours=self.type_id.name,
                theirs=kind.name or code,
            ),
        )

    def _differ(self, fact, difference):
        self.write(
            {
                "state": "differs",
                "partner_event_id": fact.id,
                "difference": difference,
            }
        )
        # Nothing is invoiced on it until somebody has decided.
        self.env["logistics.invoice.release"]._evaluate_for(self.shipment_id)
        return Outcome.business(
            DIFFERS,
            self.env._(
                "The partner reports otherwise than was recorded by hand "
                "(%(evidence)s): %(difference)s. Decide in Manual Evidence which of "
                "both counts.",
                evidence=self.display_name,
                difference=difference,
            ),
            record=self.shipment_id,
        )

    def _get_disputed_events(self):
        """All reports that said otherwise, not only the last one."""
        questions = self.env["logistics.sync.exception"].search(
            [
                ("code", "=", DIFFERS),
                ("res_model", "=", "logistics.shipment"),
                ("res_id", "in", self.shipment_id.ids),
                ("state", "in", ("open", "in_progress")),
                ("event_id", "!=", False),
            ]
        )
        return self.partner_event_id | questions.event_id


def _get_signer(fact):
    return (fact.canonical.get("proof_of_delivery") or {}).get("signed_by")


def _plain(name):
    return "".join(character for character in name.casefold() if character.isalnum())

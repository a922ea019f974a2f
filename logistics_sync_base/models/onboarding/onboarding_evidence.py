# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

WHERE = {
    "folder": ("folder_url",),
    "rest": ("base_url",),
    "broker": ("broker_url", "broker_queue"),
    "email": ("alias_name", "email_senders"),
    "gateway": ("edi_gateway_id",),
}
# Ways out that need an address of their own.
WHERE_TO = {
    "folder": "outbound_folder_url",
    "rest": "base_url",
    "webhook": "outbound_url",
    "email": "email_to",
    "broker": "broker_url",
}
# Who is who: X12 names nobody without the qualifier, not in a 997 either.
IDENTIFIED = {
    "edifact": ("edi_our_id", "edi_partner_id"),
    "x12": (
        *("edi_our_id", "edi_our_qualifier"),
        *("edi_partner_id", "edi_partner_qualifier"),
    ),
}


class LogisticsSyncOnboarding(models.Model):
    """What proves each step: one sentence that says what is missing, or nothing."""

    _inherit = "logistics.sync.onboarding"

    @api.private
    def _get_missing(self):
        """{code of the step: what is missing, empty when the step is proven}"""
        self.ensure_one()
        onboarding = self.sudo()
        missing = {}
        for step in onboarding.step_ids:
            if step.code != "template" and not onboarding.connector_id:
                missing[step.code] = self.env._("Choose the kind of partner first.")
            else:
                missing[step.code] = getattr(onboarding, f"_check_{step.code}")() or ""
        return missing

    def _get_gaps(self, codes):
        """Sentences of the steps among these that are not proven."""
        missing = self._get_missing()
        return [missing[code] for code in codes if missing.get(code)]

    def _check_template(self):
        if self.connector_id:
            return ""
        return self.env._("Choose the kind of partner and press Begin.")

    # ------------------------------------------------------------ the wire
    def _check_address(self):
        connector = self.connector_id
        if connector._get_environment_obstacle():
            return connector._get_environment_obstacle()
        wanted = list(WHERE.get(connector.transport, ()))
        if connector.transport == "soap" and not connector.base_url:
            wanted.append("soap_file_ids")
        if connector.outbound_transport:
            wanted.append(WHERE_TO.get(connector.outbound_transport))
        wanted += IDENTIFIED.get(connector.format, ())
        return self._tell_empty([name for name in wanted if name])

    def _tell_empty(self, names):
        connector = self.connector_id
        labels = [
            connector._fields[name]._description_string(self.env)
            for name in dict.fromkeys(names)
            if not connector[name]
        ]
        if not labels:
            return ""
        return self.env._("Still to be filled in: %s.", ", ".join(labels))

    def _check_connection(self):
        connector = self.connector_id
        if not connector._get_checkable() or connector.connection_checked_at:
            return ""
        return self.env._("Nobody has reached the partner yet: open this step to try.")

    # -------------------------------------------------------------- people
    def _check_owners(self):
        connector = self.connector_id
        for name in ("owner_id", "technical_owner_id"):
            label = connector._fields[name]._description_string(self.env)
            if not connector[name]:
                return self.env._("Nobody is named: %s.", label)
            if not connector[name].active:
                return self.env._(
                    "%(person)s is archived: %(what)s.",
                    person=connector[name].name,
                    what=label,
                )
        if connector.environment == "production" and not connector.service_user_id:
            return self.env._("Name the user in whose name it works.")
        return ""

    # ----------------------------------------------------------- documents
    def _check_reading(self):
        connector = self.connector_id
        incoming = connector.document_ids.filtered(lambda line: line.direction == "in")
        known = set(incoming.mapped("document_type"))
        lacking = [
            name
            for name in self.template_id._get_document_types()
            if name not in known and False not in known
        ]
        if lacking and not connector.mapping_id:
            return self.env._(
                "No mapping says how these documents are read: %s.", ", ".join(lacking)
            )
        points = (
            connector._get_mapping_points()
            + connector._get_code_points()
            + connector._get_reference_points()
        )
        return next((text for level, text in points if level == "blocker"), "")

    def _check_samples(self):
        connector = self.connector_id
        mappings = connector._get_contract_mappings()
        for mapping in mappings:
            if not mapping.sample_ids:
                return self.env._(
                    "“%s” has no sample of the partner's documents.",
                    mapping.display_name,
                )
        for sample in connector.sample_ids:
            if not sample.expected:
                return self.env._("Say that “%s” is read right.", sample.name)
        # Without a mapping a partner either speaks our own format, whose samples are
        # published, or one that is read by itself and must be shown to be.
        if mappings or connector.sample_ids or connector.format == "json":
            return ""
        return self.env._("Add a document as the partner really sends it.")

    def _check_contract(self):
        connector = self.connector_id
        if not connector.contract_tested_at:
            return self.env._("Run the test of the samples.")
        if connector.contract_state != "passed":
            rows = connector.contract_test_ids
            failed = rows.filtered(lambda row: row.result != "passed")[:1]
            return self.env._(
                "%(sample)s: %(outcome)s",
                sample=failed.name or connector.name,
                outcome=failed.outcome or self.env._("No sample was tested."),
            )
        if connector.contract_tested_setup != connector._get_setup_digest():
            return self.env._("Something was changed since the test: run it again.")
        return ""

    def _check_approval(self):
        if self.state == "done":
            return ""
        if self.state == "waiting":
            return self.env._(
                "Another integration administrator has to approve it: nobody of %s.",
                ", ".join(self.worker_ids.mapped("name")),
            )
        return self.env._("Ask for the approval when everything else is done.")

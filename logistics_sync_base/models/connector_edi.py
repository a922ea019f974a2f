# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..edi.delimiters import Delimiters
from ..edi.profile import Address, Profile


class LogisticsSyncConnector(models.Model):
    """What was agreed with a partner about the envelopes of EDI documents."""

    _inherit = "logistics.sync.connector"

    edi_our_qualifier = fields.Char(
        string="Our Qualifier", size=4, help="ISA05 of what we send, such as ZZ or 01."
    )
    edi_our_id = fields.Char(
        string="Our ID",
        size=35,
        help="ISA06 of what we send. When it is set, what is addressed to somebody "
        "else is refused.",
    )
    edi_our_group_id = fields.Char(
        string="Our Group ID", size=15, help="GS02. Empty: our ID."
    )
    edi_partner_qualifier = fields.Char(
        string="Partner's Qualifier", size=4, help="ISA05 of what the partner sends."
    )
    edi_partner_id = fields.Char(
        string="Partner's ID",
        size=35,
        index="btree_not_null",
        help="ISA06 of what the partner sends. When it is set, documents of any other "
        "sender are refused.",
    )
    edi_partner_group_id = fields.Char(
        string="Partner's Group ID",
        size=15,
        help="GS02 of what the partner sends. Empty: not checked.",
    )
    edi_scac = fields.Char(
        string="Carrier Code (SCAC)",
        size=4,
        help="Statuses, answers and freight invoices that name another carrier are "
        "refused. Empty: not checked.",
    )
    edi_version = fields.Selection(
        [("004010", "4010"), ("005010", "5010")],
        string="Version We Send",
        default="004010",
        required=True,
    )
    edi_accepted_versions = fields.Char(
        string="Versions We Accept",
        help="Separated by commas, such as 004010, 005010. Empty: all.",
    )
    edi_element_separator = fields.Char(
        string="Between Elements", size=1, default="*", required=True
    )
    edi_segment_terminator = fields.Char(
        string="End of a Segment", size=1, default="~", required=True
    )
    edi_component_separator = fields.Char(
        string="Between Components", size=1, default=":", required=True
    )
    edi_repetition_separator = fields.Char(
        string="Between Repetitions",
        size=1,
        default="^",
        required=True,
        help="Used from version 5010 on.",
    )
    edi_new_lines = fields.Boolean(
        string="One Segment a Line",
        default=True,
        help="Easier to read; a few partners take no line ends.",
    )
    edi_on_delimiter = fields.Selection(
        [("error", "Do not send, ask a person"), ("space", "Write a space instead")],
        string="Separator Within a Text",
        default="error",
        required=True,
        help="What happens when a value holds one of the characters above.",
    )
    edi_test_policy = fields.Selection(
        [
            ("refuse", "Refuse it"),
            ("test", "Read and acknowledge it, change nothing"),
        ],
        string="Test Data on This Connector",
        default="refuse",
        required=True,
        help="Documents marked as test that reach a connector in production never "
        "change anything.",
    )

    @api.constrains(
        "edi_element_separator",
        "edi_segment_terminator",
        "edi_component_separator",
        "edi_repetition_separator",
    )
    def _check_edi_separators(self):
        for connector in self:
            marks = connector._get_edi_marks()
            bad = [mark for mark in marks if mark.isalnum() or mark.isspace()]
            if bad or len(set(marks)) < len(marks):
                raise ValidationError(
                    self.env._(
                        "The four separators must differ from each other, and be no "
                        "letters, digits or blanks."
                    )
                )

    @api.constrains("edi_our_qualifier", "edi_partner_qualifier", "format")
    def _check_edi_qualifiers(self):
        for connector in self.filtered(lambda item: item.format == "x12"):
            for qualifier in (
                connector.edi_our_qualifier,
                connector.edi_partner_qualifier,
            ):
                if qualifier and len(qualifier) != 2:
                    raise ValidationError(
                        self.env._(
                            "“%s” is no X12 qualifier: it has two characters, such as "
                            "ZZ, 01 or 02.",
                            qualifier,
                        )
                    )

    def _get_edi_marks(self):
        self.ensure_one()
        return (
            self.edi_element_separator or "",
            self.edi_segment_terminator or "",
            self.edi_component_separator or "",
            self.edi_repetition_separator or "",
        )

    def _get_edi_profile(self):
        """The agreement as the pure core knows it."""
        self.ensure_one()
        versions = (self.edi_accepted_versions or "").split(",")
        element, segment, component, repetition = self._get_edi_marks()
        return Profile(
            ours=Address(
                self.edi_our_qualifier or "",
                (self.edi_our_id or "").strip(),
                (self.edi_our_group_id or "").strip(),
            ),
            theirs=Address(
                self.edi_partner_qualifier or "",
                (self.edi_partner_id or "").strip(),
                (self.edi_partner_group_id or "").strip(),
            ),
            version=self.edi_version,
            versions=tuple(text.strip() for text in versions if text.strip()),
            delimiters=Delimiters(element, segment, component, repetition),
            newline=self.edi_new_lines,
            production=self.environment == "production",
            test_policy=self.edi_test_policy,
            scac=(self.edi_scac or "").strip(),
            policy=self.edi_policy,
        )

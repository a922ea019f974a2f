# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec import xsd
from ..codec.schema import SchemaDefect
from ..codec.xml_document import XmlOptions

PLAIN_PATH = re.compile(r'[\w.":-]+')
DECLARED_ENCODING = re.compile(r"(^\s*<\?xml[^>]*?)\sencoding=[\"'][\w.-]+[\"']")


class LogisticsSyncMapping(models.Model):
    """What a mapping of XML documents needs beside its rules."""

    _inherit = "logistics.sync.mapping"

    xml_namespaces = fields.Text(
        string="Namespaces",
        help="One a line, as in: cac = urn:example:aggregates. Rules then call an "
        'element "cac:Party" whatever prefix the partner uses. Elements of other '
        "namespaces go by their bare names.",
    )
    xml_lists = fields.Char(
        string="Elements That Repeat",
        help="Elements that are a list even when there is only one, separated by "
        "commas: Package, or a path such as Shipment.Events.Event. Those that the "
        "XSD or “One Item Per” tells of need not be named.",
    )
    xsd_ids = fields.One2many(
        "logistics.sync.mapping.xsd", "mapping_id", string="XSD Files", copy=True
    )

    @api.constrains("xml_namespaces")
    def _check_xml_namespaces(self):
        for mapping in self:
            mapping._get_xml_namespaces()

    def _get_xml_namespaces(self):
        """{prefix: address}; raises ValidationError naming the line."""
        self.ensure_one()
        found = {}
        for line in (self.xml_namespaces or "").splitlines():
            if not line.strip():
                continue
            prefix, equals, address = (part.strip() for part in line.partition("="))
            if not equals or not address or not re.fullmatch(r"\w*", prefix):
                raise ValidationError(
                    self.env._(
                        "“%s” is not a namespace. Write a prefix, an equals sign and "
                        "the address, as in cac = urn:example:aggregates.",
                        line,
                    )
                )
            found[prefix] = address
        return found

    def _get_xml_options(self):
        self.ensure_one()
        lists = {name.strip() for name in (self.xml_lists or "").split(",")}
        split = self.split_expression or ""
        if PLAIN_PATH.fullmatch(split):
            lists.add(split.replace('"', ""))
        checker = self._get_xsd_checker()
        if checker:
            lists |= checker.list_names
        return XmlOptions(self._get_xml_namespaces(), frozenset(lists - {""}))

    def _get_xsd_checker(self):
        """The compiled XSD, or None without one. Raises SchemaDefect."""
        self.ensure_one()
        if not self.xsd_ids:
            return None
        return xsd.checker(tuple(file._as_core() for file in self.xsd_ids))

    def action_activate(self):
        for mapping in self.filtered(lambda mapping: mapping.format == "xml"):
            try:
                mapping._get_xml_options()
            except SchemaDefect as error:
                raise ValidationError(
                    self.env._("The partner's schema cannot be used: %s", error)
                ) from error
        return super().action_activate()

    @api.depends("xml_namespaces", "xml_lists", "xsd_ids")
    def _compute_preview_html(self):
        return super()._compute_preview_html()

    def _encode_sample(self, sample):
        """The sample's bytes; pasted text has lost the encoding it declares."""
        if self.format == "xml":
            return DECLARED_ENCODING.sub(r"\1", sample).encode("utf-8", "replace")
        return super()._encode_sample(sample)

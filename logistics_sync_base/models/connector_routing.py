# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..codec.paths import ExpressionError, compile_path
from ..core.routing import DocumentRule, Plan, Reader, Route

# What a connector has that is neither urgent nor the opposite: it shifts nothing.
NEUTRAL_PRIORITY = 10
EVERYTHING = "*"
LANES = [
    ("operational", "Operational"),
    ("financial", "Financial"),
    ("batch", "Batch"),
]


class LogisticsSyncConnectorDocument(models.Model):
    _inherit = "logistics.sync.connector.document"

    channel = fields.Selection(
        LANES,
        string="Lane",
        help="Empty: the lane of the connector.",
    )
    priority = fields.Integer(
        help="A lower number goes first. Zero: as urgent as what the document tells."
    )


class LogisticsSyncConnector(models.Model):
    """How urgent a partner's documents are, in which lane and in which order."""

    _inherit = "logistics.sync.connector"

    priority = fields.Integer(
        default=NEUTRAL_PRIORITY,
        help="A lower number goes first. What a document tells counts as well: a "
        "delivery goes before a scan. Above 10 all documents of this partner stand "
        "back by the difference, below 10 they come forward by it.",
    )
    order_scope = fields.Selection(
        [
            ("none", "In any order"),
            ("field", "In order, by a field"),
            ("all", "One after the other"),
        ],
        string="Documents Are Applied",
        required=True,
        default="none",
        help="States of shipments come out right in any order. Choose an order where "
        "a later document replaces an earlier one. An order costs speed, and a "
        "document that is tried again keeps back those behind it.",
    )
    order_expression = fields.Char(
        string="Field",
        help="JMESPath of the field of a JSON document that tells what it is about, "
        "such as parcel.number. Documents with the same value there are applied in "
        "the order they came; documents without it wait for no other one.",
    )

    @api.constrains("order_scope", "order_expression", "format")
    def _check_order(self):
        for connector in self.filtered(lambda one: one.order_scope == "field"):
            if connector.format != "json":
                raise ValidationError(
                    self.env._(
                        "Only JSON documents can be kept in order by a field. Choose "
                        "“One after the other” for “%s”.",
                        connector.name,
                    )
                )
            try:
                compile_path(connector.order_expression or "")
            except ExpressionError as error:
                raise ValidationError(
                    self.env._(
                        "The field that tells what a document of “%(connector)s” is "
                        "about: %(error)s",
                        connector=connector.name,
                        error=error,
                    )
                ) from error

    def _get_lanes(self):
        """The lanes that documents of these connectors can come into, in order."""
        lines = self.sudo().document_ids
        return sorted({*self.mapped("channel"), *lines.mapped("channel")} - {False})

    # ---------------------------------------------------------------- plan
    def _get_event_priorities(self):
        """{event type code: priority of a document of this connector that tells it}"""
        self.ensure_one()
        shift = self.priority - NEUTRAL_PRIORITY
        types = (
            self.env["logistics.sync.event.type"].sudo().search([("active", "=", True)])
        )
        return {
            event_type.code: max(event_type.priority + shift, 0) for event_type in types
        }

    @tools.ormcache("self.id")
    def _get_route_plan(self):
        """The Plan of this connector, compiled once until something of it changes."""
        connector = self.sudo()
        kinds = connector._get_event_priorities()
        table = self.env["logistics.sync.code.map"]._load_table(connector)
        codes = {
            code: kinds[ours]
            for (about, code), (ours, __) in table.items()
            if about == "milestone" and ours in kinds
        }
        by_field = connector.order_scope == "field"
        type_path = connector.document_type_expression
        return Plan(
            default=Route(
                connector.priority,
                connector.channel,
                EVERYTHING if connector.order_scope == "all" else None,
            ),
            kinds=kinds,
            # Partners whose words are ours need no table.
            codes=kinds | codes,
            readers=tuple(connector._get_route_readers()),
            rules={
                line.document_type: DocumentRule(line.priority or None, line.channel)
                for line in connector.document_ids
                if line.direction == "in" and line.document_type
            },
            type_of=compile_path(type_path) if type_path else None,
            order_of=compile_path(connector.order_expression) if by_field else None,
        )

    def _get_route_readers(self):
        """A Reader for each mapping that reads JSON documents of this connector."""
        lines = self.document_ids.filtered(lambda line: line.direction == "in")
        for mapping in self.mapping_id | lines.mapping_id:
            if mapping.format != "json" or mapping.state != "active":
                continue
            core = mapping._get_core_mapping(self.timezone)
            paths = dict.fromkeys(
                rule.expression
                for rule in core.rules
                if rule.target in ("milestone", "event_type") and rule.expression
            )
            if paths:
                yield Reader(
                    compile_path(core.split) if core.split else None,
                    tuple(map(compile_path, paths)),
                )


class LogisticsSyncEventType(models.Model):
    _name = "logistics.sync.event.type"
    _inherit = ["logistics.sync.event.type", "logistics.sync.cached.record"]

    @api.model
    def _get_cached_fields(self):
        return ("active", "code", "priority")


class LogisticsSyncCodeMap(models.Model):
    _name = "logistics.sync.code.map"
    _inherit = ["logistics.sync.code.map", "logistics.sync.cached.record"]

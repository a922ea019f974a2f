# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, fields, models

from ..codec.controls import BatchControls
from ..codec.layout import Column, Layout, LayoutError
from ..codec.record_layout import Control, RecordLayout, RecordType


class LogisticsSyncMapping(models.Model):
    """Files of several kinds of records, and what a batch says of its content."""

    _inherit = "logistics.sync.mapping"

    record_ids = fields.One2many(
        "logistics.sync.mapping.record",
        "mapping_id",
        string="Records",
        copy=True,
        help="Only for files whose lines are of several kinds: header, detail, "
        "trailer. Without records every line is a row of the same columns.",
    )
    record_start = fields.Integer(
        string="Record Type Begins At",
        default=1,
        help="Character (fixed width) or column (CSV), counted from 1.",
    )
    record_length = fields.Integer(
        string="Record Type Characters", default=1, help="Fixed width only."
    )
    decimal_comma = fields.Boolean(
        string="Totals With Decimal Comma", help="Totals are written as in 1.234,50."
    )
    control_count = fields.Char(
        string="Number of Items Is In",
        help="JMESPath of the number of items the batch says it has, such as "
        "header.count. A batch that has more or fewer is not applied at all.",
    )
    control_total = fields.Char(
        string="Total Is In",
        help="JMESPath of the amount the batch says it adds up to, as header.total.",
    )
    control_amount = fields.Char(
        string="Amount of an Item Is In",
        help="JMESPath of the amount within one item; the total is compared with their "
        "sum.",
    )

    def _get_layout(self):
        self.ensure_one()
        if self.format not in ("csv", "fixed_width") or not self.record_ids:
            return super()._get_layout()
        return RecordLayout(
            self._get_base_layout(),
            tuple(self._get_record_type(record) for record in self.record_ids),
            type_start=self.record_start,
            type_length=self.record_length,
            decimal_comma=self.decimal_comma,
        )

    def _get_base_layout(self):
        """What all records of the file share."""
        names = set(self.record_ids.mapped("name"))
        for column in self.column_ids:
            if column.record_name not in names:
                raise LayoutError(
                    self.env._(
                        "The column “%s” does not say which record it belongs to.",
                        column.name,
                    )
                )
        return Layout(
            kind=self.format,
            columns=(Column("line", 1, 1),),
            delimiter=self.delimiter or ",",
            quote=self.quote_character or '"',
            encoding=self.encoding or "utf-8",
            has_header=False,
            skip_rows=self.skip_rows,
        )

    def _get_record_type(self, record):
        columns = self.column_ids.filtered(lambda one: one.record_name == record.name)
        return RecordType(
            record.name,
            record.value,
            record.role,
            tuple(
                replace(Column(**column._as_core_dict()), header=None)
                for column in columns
            ),
            tuple(
                Control(column.name, column.control, column.control_of or "")
                for column in columns
                if column.control
            ),
        )

    def _get_batch_controls(self):
        """The controls of a JSON or XML batch, None without any."""
        self.ensure_one()
        if not self.control_count and not self.control_total:
            return None
        return BatchControls(
            count=self.control_count or "",
            total=self.control_total or "",
            items=self.split_expression or "",
            amount=self.control_amount or "",
            decimal_comma=self.decimal_comma,
        )

    @api.depends(
        "record_ids",
        "record_start",
        "record_length",
        "decimal_comma",
        "control_count",
        "control_total",
        "control_amount",
    )
    def _compute_preview_html(self):
        return super()._compute_preview_html()

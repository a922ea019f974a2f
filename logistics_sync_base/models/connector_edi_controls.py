# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncConnector(models.Model):
    """How faults of EDI documents are judged, and the numbers ours are given.

    X12 and EDIFACT count alike: interchange, group, and transaction set or message.
    """

    _inherit = "logistics.sync.connector"

    edi_policy = fields.Selection(
        [
            ("lenient", "Accept and name the faults"),
            ("strict", "Reject, do not process"),
        ],
        string="Wrong Counts and Controls",
        default="lenient",
        required=True,
        help="What becomes of documents with faults. A document without an end, or "
        "that cannot be told apart from others, is rejected in any case. What was "
        "rejected is kept and can be replayed.",
    )
    edi_interchange_control = fields.Integer(readonly=True, copy=False)
    edi_group_control = fields.Integer(readonly=True, copy=False)
    edi_transaction_control = fields.Integer(readonly=True, copy=False)

    def _next_control_number(self, level):
        """The partner's next control number; the row lock makes it unique.

        Numbers have at most nine digits (X12 element I12; EDIFACT 0020 allows more) and
        begin again at 1.
        """
        self.ensure_one()
        column = SQL.identifier(f"edi_{level}_control")
        [(number,)] = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_connector
                      SET %(column)s = COALESCE(%(column)s, 0) %% 999999999 + 1
                    WHERE id = %(id)s RETURNING %(column)s""",
                column=column,
                id=self.id,
            )
        )
        self.invalidate_recordset([f"edi_{level}_control"])
        return number

    def _iterate_control_numbers(self, level):
        while True:
            yield f"{self._next_control_number(level):04d}"

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

BUCKETS = [
    ("0", "Up to 4 hours"),
    ("1", "Up to a day"),
    ("2", "Up to 3 days"),
    ("3", "Up to a week"),
    ("4", "Up to a month"),
    ("5", "Older"),
]
# Hours below which a question falls into the bucket of the same place.
LIMITS = (4, 24, 72, 168, 720)


class LogisticsSyncExceptionAge(models.Model):
    """How old the open questions are right now, by whom they are about."""

    _name = "logistics.sync.exception.age"
    _description = "Age of Exceptions"
    _auto = False
    _order = "hours desc, id"
    _rec_name = "exception_id"
    _depends = {
        "logistics.sync.exception": [
            "code_id",
            "team_id",
            "owner_id",
            "customer_id",
            "connector_id",
            "company_id",
            "amount_company",
            "state",
            "hold",
            "sla_deadline",
            "create_date",
        ],
        "logistics.sync.connector": ["partner_id"],
    }

    exception_id = fields.Many2one("logistics.sync.exception", readonly=True)
    code_id = fields.Many2one(
        "logistics.sync.exception.code", string="Kind", readonly=True
    )
    team_id = fields.Many2one("logistics.sync.team", readonly=True)
    owner_id = fields.Many2one("res.users", string="Assigned to", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector", string="Partner System", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", readonly=True, help="Whose system it is."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(string="Blocked Amount", readonly=True)
    hours = fields.Float(string="Age (hours)", readonly=True, aggregator="avg")
    bucket = fields.Selection(BUCKETS, string="Age", readonly=True)
    late = fields.Boolean(string="Overdue", readonly=True)
    hold = fields.Selection(
        [("deferred", "Deferred"), ("disputed", "Disputed")],
        string="Waits",
        readonly=True,
    )

    @property
    def _table_query(self):
        cases = SQL(" ").join(
            SQL("WHEN a.hours < %s THEN %s", most, BUCKETS[place][0])
            for place, most in enumerate(LIMITS)
        )
        return SQL(
            """SELECT %(columns)s, a.hours,
                      CASE %(cases)s ELSE %(oldest)s END AS bucket,
                      COALESCE(e.sla_deadline < a.now, false) AS late
                 FROM logistics_sync_exception e
                 LEFT JOIN logistics_sync_connector c ON c.id = e.connector_id
                CROSS JOIN LATERAL (
                      SELECT EXTRACT(epoch FROM now() AT TIME ZONE 'UTC'
                                                - e.create_date) / 3600 AS hours,
                             now() AT TIME ZONE 'UTC' AS now) a
                WHERE e.state IN ('open', 'in_progress')""",
            columns=SQL(", ").join(self._get_columns()),
            cases=cases,
            oldest=BUCKETS[-1][0],
        )

    def _get_columns(self):
        """What is selected from the exception e and its connector c."""
        return [
            SQL("e.id"),
            SQL("e.id AS exception_id"),
            SQL("e.amount_company AS amount"),
            SQL("c.partner_id"),
            *(
                SQL.identifier("e", name)
                for name in (
                    "code_id",
                    "team_id",
                    "owner_id",
                    "customer_id",
                    "connector_id",
                    "company_id",
                    "hold",
                )
            ),
        ]

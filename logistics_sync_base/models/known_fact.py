# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

# By what facts of different partners are recognized to be about the same thing.
SUBJECTS = [
    ("tracking_number", "Tracking number"),
    ("shipment", "Shipment"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("purchase_order", "Purchase order"),
    ("invoice", "Invoice"),
    ("receipt", "Goods receipt"),
    ("return_authorization", "Return"),
    ("bill_of_lading", "Bill of lading"),
    ("pro_number", "PRO number"),
    ("main", "Main number of the document"),
]


class LogisticsSyncKnownFact(models.Model):
    """That something happened to a subject, once, whoever told it.

    Kept only of event types a rule asks about. The row is where two workers meet: who
    waits for a fact and who tells it both write it, so that neither misses the other.
    """

    _name = "logistics.sync.known.fact"
    _description = "Known Fact"
    _order = "id desc"
    _log_access = False
    _rec_name = "value"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", required=True, readonly=True, ondelete="cascade"
    )
    subject = fields.Selection(SUBJECTS, required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    event_id = fields.Many2one(
        "logistics.sync.event",
        string="First Told By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    done_at = fields.Datetime(readonly=True, help="When it was applied.")

    _fact_unique = models.UniqueIndex(
        "(company_id, event_type_id, subject, value)", "This fact is known already."
    )

    @api.model
    @api.private
    def _meet(self, keys, done_at=None):
        """{key: id} of facts that were not done so far; made where missing, locked.

        ``keys`` are (company id, event type id, subject, value). With ``done_at`` the
        facts have happened from now on. Raises a serialization failure when somebody
        else wrote one of them meanwhile; whoever calls begins again with fresh eyes.
        """
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_known_fact AS k
                          (company_id, event_type_id, subject, value, done_at)
                   SELECT v.*, %s::timestamp FROM (VALUES %s) AS v
                   ON CONFLICT (company_id, event_type_id, subject, value) DO UPDATE
                      SET done_at = EXCLUDED.done_at
                    WHERE k.done_at IS NULL
                RETURNING id, company_id, event_type_id, subject, value""",
                done_at,
                # In one order for all, so that two sets do not lock each other.
                SQL(", ").join(SQL("%s", key) for key in sorted(keys)),
            )
        )
        self.invalidate_model(["done_at"])
        return {tuple(row[1:]): row[0] for row in rows}

    @api.model
    @api.private
    def _find_done(self, keys):
        """Those of the keys that have happened, in one query."""
        if not keys:
            return set()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, event_type_id, subject, value
                     FROM logistics_sync_known_fact
                    WHERE (company_id, event_type_id, subject, value) IN %s
                      AND done_at IS NOT NULL""",
                tuple(keys),
            )
        )
        return set(rows)

    @api.model
    @api.private
    def _claim(self, keys):
        """{key: id of the event that told it first} of {key: id of an event}.

        An event that was ignored gives its place to the next one. Concurrent claims
        end in a serialization failure for all but one.
        """
        columns = SQL("company_id, event_type_id, subject, value")
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_known_fact AS k (%s, event_id) VALUES %s
                   ON CONFLICT (%s) DO UPDATE SET event_id = EXCLUDED.event_id
                    WHERE k.event_id IS NULL OR EXISTS (
                          SELECT FROM logistics_sync_event e
                           WHERE e.id = k.event_id AND e.state = 'ignored')""",
                columns,
                SQL(", ").join(SQL("%s", (*key, keys[key])) for key in sorted(keys)),
                columns,
            )
        )
        self.invalidate_model(["event_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, event_id FROM logistics_sync_known_fact WHERE (%s) IN %s",
                columns,
                columns,
                tuple(keys),
            )
        )
        return {tuple(row[:4]): row[4] for row in rows}

    @api.model
    @api.private
    def _tell(self, company, event_type, subject, values):
        """Odoo itself knows that this happened: wake what waits for it.

        Costs a look at a cache where no sequencing rule asks for it.
        """
        awaited = self.env["logistics.sync.sequence.rule"]._get_awaited_types(
            company.id
        )
        if subject not in awaited.get(event_type.id, ()):
            return
        keys = {
            (company.id, event_type.id, subject, value.casefold()) for value in values
        }
        facts = self._meet(keys, fields.Datetime.now())
        self.env["logistics.sync.wait"]._fact_came(facts.values())

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.logistics_sync_base.codec.json_document import as_json

from ..core import checkpoints

COLUMNS = (
    "order_id",
    "kind",
    "order_name",
    "company_id",
    "partner_id",
    "sequence",
    "rule_id",
    "state",
    "blocked_by",
    "implied_by",
    "due_at",
    "actual_at",
    "told_at",
    "connector_id",
    "owner_id",
)
ORDERS_A_RUN = 500
# Orders confirmed longer ago than this when the addon comes are left alone.
LOOK_BACK = "90 days"
# Where the last run ended, when its time was up before the newest order.
LAST_ORDER = "logistics_sync_carrier.checkpoint_last_order_id"


class LogisticsOrderCheckpoint(models.Model):
    """Brings checkpoints in line with the documents, hundreds of orders at a time.

    Events are not slowed down by it: a scheduled job reads what they left behind.
    """

    _inherit = "logistics.order.checkpoint"

    @api.model
    @api.private
    def _refresh(self, orders):
        """Judge these orders anew; ask about what became late, close what came."""
        if not orders:
            return
        self.env.flush_all()
        rows = self._prepare_rows(orders)
        known = self._read_known(orders)
        changed = [row for row in rows if known.get((row[0], row[1])) != row]
        kept = {row[:2] for row in rows}
        gone = [key for key in known if key not in kept]
        self._write_rows(changed)
        self._forget(gone)
        self.invalidate_model()
        orders.invalidate_recordset(["logistics_checkpoint_ids"])
        self._ask_about_late(orders)

    @api.model
    def _prepare_rows(self, orders):
        """Tuples of COLUMNS for every step of these orders that has a deadline."""
        rules = self.env["logistics.checkpoint.rule"]
        scopes = rules._get_scopes()
        transfers = self._read_transfers(orders)
        shipments = self._read_shipments(orders)
        releases = self._read_releases(orders)
        invoices = self._read_invoices(orders)
        demands = self._read_invoicing_companies(orders)
        now = fields.Datetime.now()
        rows = []
        for order in self._read_orders(orders):
            key = order["id"]
            chosen = checkpoints.choose(
                scopes, order["company_id"], order["warehouse_id"], order["carrier_id"]
            )
            chosen = {kind: rules.browse(scope.key) for kind, scope in chosen.items()}
            facts = self._get_order_facts(
                order, transfers[key], shipments[key], releases[key], invoices[key]
            )
            skipped = self._get_not_needed(order, facts, releases[key], demands)
            checks = checkpoints.evaluate(
                {kind: rule.sudo()._as_deadline() for kind, rule in chosen.items()},
                facts,
                order["confirmed_at"],
                now,
                not_needed=skipped,
                waits=self._get_waits(releases[key], skipped),
            )
            rows += [
                self._prepare_row(order, check, chosen[check.kind].sudo())
                for check in checks
            ]
        return rows

    @api.model
    def _prepare_row(self, order, check, rule):
        fact = check.fact or checkpoints.Fact(None)
        expected = rule.connector_id.id
        if check.state == checkpoints.DONE:
            expected = None if check.implied_by else fact.source
        owner = rule.owner_id or rule.connector_id.owner_id
        return (
            order["id"],
            check.kind,
            order["name"],
            order["company_id"],
            order["partner_id"],
            checkpoints.KINDS.index(check.kind),
            rule.id,
            check.state,
            check.blocked_by,
            check.implied_by,
            check.due_at,
            fact.at,
            fact.told_at,
            expected or None,
            owner.id or order["user_id"],
        )

    @api.model
    def _read_known(self, orders):
        """{(order id, kind): tuple of COLUMNS}"""
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM logistics_order_checkpoint WHERE order_id IN %s",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                tuple(orders.ids),
            )
        )
        return {row[:2]: row for row in rows}

    @api.model
    def _write_rows(self, rows):
        if not rows:
            return
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        changes = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in COLUMNS[2:]
        )
        documents = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_order_checkpoint (%(columns)s)
                   SELECT %(columns)s FROM json_populate_recordset(
                          NULL::logistics_order_checkpoint, %(rows)s)
                   ON CONFLICT (order_id, kind) DO UPDATE SET %(changes)s""",
                columns=columns,
                rows=as_json(documents),
                changes=changes,
            )
        )

    @api.model
    def _forget(self, keys):
        """Steps whose deadline an administrator has taken away."""
        if keys:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM logistics_order_checkpoint "
                    "WHERE (order_id, kind) IN %s",
                    tuple(keys),
                )
            )

    # ----------------------------------------------------------- questions
    @api.model
    def _ask_about_late(self, orders):
        """One open question for each late step, and none for any other."""
        found = self.sudo().search([("order_id", "in", orders.ids)])
        late = found.filtered(lambda item: item.state == checkpoints.OVERDUE)
        exceptions = self.env["logistics.sync.exception"].sudo()
        asked = exceptions.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", found.ids),
                ("code_id.code", "=", "checkpoint_late"),
                ("state", "!=", "resolved"),
            ]
        )
        asked.filtered(lambda item: item.res_id not in late.ids)._resolve("automatic")
        # Who ignored the question is not asked it again.
        known = {item.res_id: item for item in asked}
        for checkpoint in late:
            sentence = checkpoint._get_late_sentence()
            if checkpoint.id not in known:
                checkpoint._ask(sentence)
            elif (
                known[checkpoint.id].state != "ignored"
                and known[checkpoint.id].name != sentence
            ):
                # The same question, later: a counter would only make noise.
                known[checkpoint.id].name = sentence

    def _get_late_sentence(self):
        self.ensure_one()
        values = {
            "step": self._get_labels()[self.kind],
            "order": self.order_name,
            "late": self._get_lateness(),
        }
        if self.connector_id:
            return self.env._(
                "%(step)s of %(order)s is %(late)s late; %(partner)s has not told it.",
                partner=self.connector_id.name,
                **values,
            )
        return self.env._("%(step)s of %(order)s is %(late)s late.", **values)

    def _ask(self, sentence):
        self.ensure_one()
        exception = self.env["logistics.sync.exception"]._raise_for(
            "checkpoint_late",
            sentence,
            company=self.company_id,
            connector=self.connector_id or None,
            record=self,
            amount=self.order_id.amount_total,
            currency=self.order_id.currency_id,
        )
        exception.write(
            {
                "team": self.rule_id.team or "operations",
                "owner_id": self.owner_id.id or exception.owner_id.id,
            }
        )

    # ---------------------------------------------------------------- cron
    @api.model
    def _cron_refresh(self, limit=ORDERS_A_RUN):
        """Go through all orders under way, in sets, committing after each.

        A run that has to end early is continued by the next one.
        """
        cron = self.env["ir.cron"]
        place = self.env["ir.config_parameter"].sudo()
        last = int(place.get_param(LAST_ORDER) or 0)
        left = self._count_under_way(last)
        while orders := self._find_under_way(last, limit):
            self._refresh(orders)
            last, left = orders.ids[-1], max(left - len(orders), 0)
            if not cron._commit_progress(len(orders), remaining=left):
                break
        else:
            last = 0
        place.set_param(LAST_ORDER, str(last))

    @api.model
    def _find_under_way(self, after_id, limit):
        """Orders with steps still open, and those nobody has looked at yet."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT o.id %s AND o.id > %s ORDER BY o.id LIMIT %s",
                self._get_under_way(),
                after_id,
                limit,
            )
        )
        return self.env["sale.order"].sudo().browse([row[0] for row in rows])

    @api.model
    def _count_under_way(self, after_id):
        query = SQL("SELECT count(*) %s AND o.id > %s", self._get_under_way(), after_id)
        return self.env.execute_query(query)[0][0]

    @api.model
    def _get_under_way(self):
        return SQL(
            """FROM sale_order o
              WHERE o.state IN ('sale', 'cancel') AND (EXISTS (
                    SELECT 1 FROM logistics_order_checkpoint c
                     WHERE c.order_id = o.id
                       AND c.state NOT IN ('done', 'not_needed'))
                 OR (o.state = 'sale' AND o.invoice_status <> 'invoiced'
                     AND o.date_order > now() AT TIME ZONE 'UTC' - %s::interval
                     AND NOT EXISTS (SELECT 1 FROM logistics_order_checkpoint c
                                      WHERE c.order_id = o.id)))""",
            LOOK_BACK,
        )

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# Whether event x is newer news of what event e is about, under subscription s. What
# does not tell when it happened is neither newer nor older than what does; among
# themselves such facts are in the order in which they were told.
IS_NEWER = SQL(
    """((x.res_id = e.res_id AND x.res_model = e.res_model)
        OR (x.reference = e.reference AND x.res_id IS NULL AND e.res_id IS NULL))
       AND x.company_id = e.company_id
       AND x.classifier IS NOT DISTINCT FROM e.classifier
       AND (s.coalesce_facts = 'subject' OR x.event_type_id = e.event_type_id)
       AND (x.occurred_at IS NULL) = (e.occurred_at IS NULL)
       AND (COALESCE(x.occurred_at, '-infinity'), x.id)
           > (COALESCE(e.occurred_at, '-infinity'), e.id)
       AND NOT EXISTS (SELECT FROM logistics_sync_event_type t
                        WHERE t.id IN (e.event_type_id, x.event_type_id)
                          AND t.category = 'financial')"""
)


class LogisticsSyncSubscription(models.Model):
    """Who only wants to know how things are is not told how they came to be so."""

    _inherit = "logistics.sync.subscription"

    coalesce_facts = fields.Selection(
        [
            ("none", "Every fact"),
            ("type", "Only the newest of each kind"),
            ("subject", "Only the newest of all"),
        ],
        string="Kept Until Sent",
        required=True,
        default="none",
        help="News about the same order, shipment or other document that wait to be "
        "sent. Older ones end as ignored, superseded by the newest. News about money "
        "are sent one by one whatever is chosen here.",
    )

    @api.constrains("coalesce_facts", "costs_money")
    def _check_coalescing(self):
        for subscription in self:
            if subscription.costs_money and subscription.coalesce_facts != "none":
                raise ValidationError(
                    self.env._(
                        "“%s” costs money: each of its documents has to be sent.",
                        subscription.name,
                    )
                )

    def _owe_batch(self, waiting):
        """A message of collected facts holds only the newest where that is enough."""
        result = super()._owe_batch(waiting)
        if self.coalesce_facts != "none":
            self._supersede_within(waiting)
        return result

    def _supersede_within(self, deliveries):
        """Note which of these deliveries has news behind it among them."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_delivery d SET superseded_by_id = newest.id
                     FROM logistics_sync_event e, logistics_sync_subscription s,
                          LATERAL (
                            SELECT n.id FROM logistics_sync_delivery n
                              JOIN logistics_sync_event x ON x.id = n.event_id
                             WHERE n.id IN %(ids)s AND %(is_newer)s
                          ORDER BY x.occurred_at DESC, x.id DESC LIMIT 1) newest
                    WHERE d.id IN %(ids)s AND e.id = d.event_id AND s.id = %(own)s""",
                ids=deliveries._ids,
                own=self.id,
                is_newer=IS_NEWER,
            )
        )
        deliveries.invalidate_recordset(["superseded_by_id"])

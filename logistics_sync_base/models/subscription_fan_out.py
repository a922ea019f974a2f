# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..codec.json_document import as_json


class LogisticsSyncSubscription(models.Model):
    """From done events to what subscribers are owed, in sets."""

    _inherit = "logistics.sync.subscription"

    @api.model
    @tools.ormcache()
    def _get_routes(self):
        """{event type id, or False for all: ids of the subscriptions to it}"""
        routes = defaultdict(list)
        # A type that is switched off must not turn its subscription into one to all.
        everything = self.sudo().with_context(active_test=False)
        for subscription in everything.search([("active", "=", True)]):
            for key in subscription.event_type_ids.ids or [False]:
                routes[key].append(subscription.id)
        return {key: tuple(found) for key, found in routes.items()}

    @api.model
    @api.private
    def _fan_out(self, events):
        """Owe these done events to whoever subscribed to them, each once."""
        routes = self._get_routes() if events else {}
        if not routes:
            return
        owed = self._insert_deliveries(self._match(events, routes))
        by_subscription = defaultdict(list)
        for delivery_id, subscription_id, event_id in owed:
            by_subscription[subscription_id].append((delivery_id, event_id))
        singles = []
        for subscription in self.browse(by_subscription):
            found = by_subscription[subscription.id]
            if subscription.batch_size > 1:
                subscription._wake_batch()
            else:
                singles += [(subscription, *pair) for pair in found]
        if singles:
            self._owe_messages(singles)

    # --------------------------------------------------------------- match
    @api.model
    def _match(self, events, routes):
        """[(subscription, event)] of what is to be told."""
        pairs = []
        facts = None
        for event in events:
            ids = routes.get(event.event_type_id.id, ()) + routes.get(False, ())
            for subscription in self.browse(ids):
                if not subscription._wants(event):
                    continue
                if subscription.condition_ids:
                    facts = facts or self._read_documents(events)
                    if not subscription.condition_ids._hold(facts[event.id]):
                        continue
                pairs.append((subscription, event))
        return pairs

    def _wants(self, event):
        """Whether an event passes all that needs no look into its document."""
        self.ensure_one()
        subscriber, teller = self.connector_id, event.connector_id
        sources = self.with_context(active_test=False).source_connector_ids
        return (
            self.company_id == event.company_id
            and subscriber.active
            and subscriber.state != "draft"
            and (self.include_own or subscriber != teller)
            and (not sources or teller in sources)
        )

    @api.model
    def _read_documents(self, events):
        """{event id: canonical document, with what Odoo added as ``enrichment``}"""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, canonical, enrichment FROM logistics_sync_event"
                " WHERE id IN %s",
                events._ids,
            )
        )
        return {
            event_id: {**(canonical or {}), "enrichment": enrichment or {}}
            for event_id, canonical, enrichment in rows
        }

    # ---------------------------------------------------------------- owed
    @api.model
    def _insert_deliveries(self, pairs):
        """[(delivery id, subscription id, event id)] of those that are new."""
        if not pairs:
            return []
        now = fields.Datetime.now()
        rows = [
            {
                "subscription_id": subscription.id,
                "event_id": event.id,
                "company_id": event.company_id.id,
                "created_at": now,
            }
            for subscription, event in pairs
        ]
        found = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_delivery
                          (subscription_id, event_id, company_id, created_at)
                   SELECT subscription_id, event_id, company_id, created_at
                     FROM json_populate_recordset(
                            NULL::logistics_sync_delivery, %s)
                   ON CONFLICT (subscription_id, event_id) DO NOTHING
                   RETURNING id, subscription_id, event_id""",
                as_json(rows),
            )
        )
        self.env["logistics.sync.delivery"].invalidate_model()
        return sorted(found)

    @api.model
    def _owe_messages(self, singles):
        """One message for each (subscription, delivery id, event id)."""
        messages = self.env["logistics.sync.message"]
        events = self.env["logistics.sync.event"].browse(row[2] for row in singles)
        rows, carried = [], []
        for (subscription, delivery_id, __), event in zip(singles, events, strict=True):
            key = f"event:{subscription.id}:{event.id}"
            rows.append(
                messages._prepare_owed(subscription, key, event, event.correlation_id)
            )
            carried.append((key, delivery_id))
        by_key = messages._insert_owed(rows)
        self._link_deliveries(
            (delivery_id, by_key[key]) for key, delivery_id in carried
        )
        messages._dispatch_after_commit(["outbound"])

    @api.model
    def _link_deliveries(self, pairs):
        """Note which message carries which delivery."""
        self.env.cr.execute_values(
            """UPDATE logistics_sync_delivery d SET message_id = v.message_id
                 FROM (VALUES %s) AS v (id, message_id) WHERE d.id = v.id""",
            list(pairs),
        )
        self.env["logistics.sync.delivery"].invalidate_model()
        self.env["logistics.sync.message"].invalidate_model(["delivery_ids"])

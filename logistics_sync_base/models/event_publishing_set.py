# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools


class LogisticsSyncEvent(models.Model):
    """What Odoo tells of many documents at once, and only where somebody listens."""

    _inherit = "logistics.sync.event"

    @api.model
    @api.private
    def _publish_set(self, event_type_code, told):
        """Tell subscribers of several documents of one kind; returns the new events.

        ``told`` is [(canonical object, its document, correlation id or None)] with
        documents that have a company. Like :meth:`_publish` for each of them, with one
        insert for all; nothing is kept of a flow that nobody subscribed to.
        """
        subscriptions = self.env["logistics.sync.subscription"].sudo()
        if not told or not subscriptions._is_awaited(event_type_code):
            return self.browse()
        event_type = self._get_published_type(event_type_code)
        rows = [
            self._prepare_published(
                event_type, canonical, record, record.company_id, correlation_id
            )
            for canonical, record, correlation_id in told
            if event_type.active
            and self._may_publish(event_type_code, record.company_id, record)
        ]
        events = self.sudo()._insert_published(rows)
        events._tell_published()
        return events.with_env(self.env)


class LogisticsSyncSubscription(models.Model):
    _inherit = "logistics.sync.subscription"

    @api.model
    @tools.ormcache("event_type_code")
    def _is_awaited(self, event_type_code):
        """Whether anybody is told of these facts; costs nothing once it is known."""
        routes = self._get_routes()
        if not routes:
            return False
        types = self.env["logistics.sync.event.type"].sudo()
        found = types.with_context(active_test=False).search(
            [("code", "=", event_type_code)]
        )
        return bool(found) and (False in routes or found.id in routes)

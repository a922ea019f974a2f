# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, http
from odoo.http import request
from odoo.tools import SQL

STALE_SECONDS = 300


class HealthController(http.Controller):
    @http.route(
        "/logistics_sync/v1/health",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
    )
    def health(self):
        """Whether due work is being done: 200 when it is, 503 when it piles up.

        Tells ages and names of parts only, nothing about partners.
        """
        env = request.env(su=True)
        [(oldest,)] = env.execute_query(
            SQL(
                """SELECT min(next_attempt_at) FROM logistics_sync_message m
                     JOIN logistics_sync_connector c ON c.id = m.connector_id
                    WHERE next_attempt_at IS NOT NULL AND c.state = 'live'"""
            )
        )
        age = (fields.Datetime.now() - oldest).total_seconds() if oldest else 0
        stale = age > STALE_SECONDS
        alive = env["logistics.sync.message"]._runner_is_alive()
        return request.make_json_response(
            {
                "status": "stalled" if stale else "ok",
                "oldest_due_seconds": max(int(age), 0),
                "dispatcher": "queue_job" if alive else "cron",
            },
            status=503 if stale else 200,
        )

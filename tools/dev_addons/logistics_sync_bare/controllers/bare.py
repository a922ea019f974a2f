# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, http
from odoo.http import request


class BareController(http.Controller):
    """A route of Odoo with one INSERT: the floor of what taking in can cost."""

    @http.route(
        "/logistics_sync_bare",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self):
        """Store the body, answer its id."""
        request.env.cr.execute(
            """INSERT INTO logistics_sync_bare_row (body, received_at)
               VALUES (%s, %s) RETURNING id""",
            [request.httprequest.get_data(as_text=True), fields.Datetime.now()],
        )
        [(row_id,)] = request.env.cr.fetchall()
        return request.make_json_response({"id": row_id}, status=202)

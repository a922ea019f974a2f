# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

OURS = "logistics.sync.connector"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        """E-mails to a connector are documents with their bytes, no conversation."""
        others = []
        for route in routes or ():
            model, connector_id = route[:2]
            if model == OURS and connector_id:
                connector = self.env[OURS].sudo().browse(connector_id).exists()
                if connector:
                    connector._receive_email(message, message_dict)
            else:
                others.append(route)
        return super()._message_route_process(message, message_dict, others)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.paging import PathError, find

PATHS = (
    "rest_items_path",
    "rest_key_path",
    "rest_mark_path",
    "rest_next_path",
    "rest_id_path",
    "rest_faults_path",
)


class LogisticsSyncConnector(models.Model):
    """Partners with a web interface (REST) that we call."""

    _inherit = "logistics.sync.connector"

    transport = fields.Selection(
        selection_add=[("rest", "Web (we ask the partner)")],
        ondelete={"rest": "set default"},
    )
    outbound_transport = fields.Selection(
        selection_add=[("rest", "Web (we call the partner)")],
        ondelete={"rest": "set null"},
    )
    rest_auth = fields.Selection(
        [
            ("none", "Nothing"),
            ("api_key_header", "API key in a header"),
            ("api_key_query", "API key in the address"),
            ("bearer", "Token (Bearer)"),
            ("basic", "User name and password"),
            ("oauth2", "Client secret (OAuth 2)"),
        ],
        string="Proves Itself By",
        default="none",
        required=True,
        tracking=True,
        help="Enter the secret on the page Secrets. A certificate entered there is "
        "shown to the partner with each of them.",
    )
    rest_key_name = fields.Char(
        string="Name of the Key",
        default="X-API-Key",
        help="The header or the part of the address the partner expects the key in.",
    )
    oauth_token_url = fields.Char(string="Token Address", tracking=True)
    oauth_client = fields.Char(string="Client Number", tracking=True)
    oauth_scope = fields.Char(string="Scope")
    rest_headers = fields.Text(
        string="Further Headers",
        help="One on each line, such as X-Account: 4711. Secrets do not belong here.",
    )
    rest_check_path = fields.Char(
        string="Path to Test",
        help="Called by “Test Connection”; changes nothing there.",
    )
    rest_poll_path = fields.Char(string="Path to Fetch From")
    rest_paging = fields.Selection(
        [
            ("none", "All at once"),
            ("cursor", "The answer names the next page"),
            ("link", "A Link header names the next page"),
            ("page", "Pages are numbered"),
        ],
        string="Pages",
        default="none",
        required=True,
    )
    rest_page_parameter = fields.Char(string="Page Parameter", default="page")
    rest_next_path = fields.Char(
        string="Next Page", help="Where the answer names it, such as paging.next"
    )
    rest_items_path = fields.Char(
        string="List of Documents",
        help="Where they are in the answer, such as data.items. Empty: each page is "
        "one document.",
    )
    rest_key_path = fields.Char(
        string="Number of a Document", help="Within a document, such as id"
    )
    rest_mark_path = fields.Char(
        string="Place to Go On From", help="Within a document, such as updated_at"
    )
    rest_mark_parameter = fields.Char(string="Asked For By", default="since")
    rest_mark = fields.Char(
        string="Fetched Up To",
        copy=False,
        readonly=True,
        help="Moves on only when all documents up to there are stored.",
    )
    rest_send_path = fields.Char(string="Path to Send To")
    rest_send_method = fields.Selection(
        [("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")],
        string="Method",
        default="POST",
        required=True,
    )
    rest_id_path = fields.Char(
        string="Partner's Number in the Answer",
        help="Where it is, such as order.id. An answer without it is no success.",
    )
    rest_faults_path = fields.Char(
        string="Faults in the Answer",
        help="Finds what was refused though the call succeeded, such as "
        "results[?status=='error'].message",
    )

    @api.constrains(*PATHS)
    def _check_rest_paths(self):
        for connector in self:
            for name in PATHS:
                try:
                    if connector[name]:
                        find(connector[name], {})
                except PathError as error:
                    raise ValidationError(str(error))

    @api.constrains("rest_headers")
    def _check_rest_headers(self):
        for connector in self:
            connector._get_rest_headers()

    def _get_rest_headers(self):
        """{name: value} of the further headers; raises ValidationError."""
        headers = {}
        for line in (self.rest_headers or "").splitlines():
            name, colon, value = line.partition(":")
            if line.strip():
                if not colon or not name.strip().replace("-", "").isalnum():
                    raise ValidationError(
                        self.env._("“%s” is no header. Write Name: value.", line[:60])
                    )
                headers[name.strip()] = value.strip()
        return headers

    def _get_network_urls(self):
        urls = super()._get_network_urls()
        return [*urls, self.oauth_token_url] if self.oauth_token_url else urls

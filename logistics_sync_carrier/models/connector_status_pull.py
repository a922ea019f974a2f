# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.logistics_sync_base.exceptions import (
    BusinessError,
    PermanentError,
    TransientError,
)

NUMBER = "{number}"
NOT_FOUND = (404, 410)
AUTHORIZATION = "Authorization"


class LogisticsSyncConnector(models.Model):
    """Asks partners how parcels stand that nobody has told anything about."""

    _inherit = "logistics.sync.connector"

    status_key_header = fields.Char(
        string="Header of the API Key",
        default=AUTHORIZATION,
        help="Where the status service expects the API key of this connector. In "
        "Authorization it is sent as a bearer token, elsewhere as it is.",
    )

    @api.constrains("status_url")
    def _check_status_url(self):
        for connector in self:
            if connector.status_url and NUMBER not in connector.status_url:
                raise ValidationError(
                    self.env._(
                        "The status address must say with %s where the tracking number "
                        "goes.",
                        NUMBER,
                    )
                )

    def _get_network_urls(self):
        urls = super()._get_network_urls()
        if self.status_url:
            urls.append(self.status_url.replace(NUMBER, "0"))
        return urls

    @api.model
    def _cron_pull_statuses(self):
        """Ask every partner that can be asked; each company's run is on record."""
        self.env["logistics.sync.batch.job"]._run_code("pull_statuses")

    @api.private
    def _pull_statuses(self, limit=100):
        """Ask about the quietest parcels; each answer is stored and committed.

        Yields how many parcels were asked about and how many went wrong.
        """
        self.ensure_one()
        taken = False
        for package in self._find_quiet_packages(limit):
            failed = 0
            try:
                taken |= self._ask_status(package)
            except PermanentError as error:
                # It is said of this parcel; the next ones may be answered.
                if error.call is None or error.call.status not in NOT_FOUND:
                    self._report_refused_number(package, error)
                    failed = 1
            except (TransientError, BusinessError) as error:
                self._report_unreachable(error)
                yield 0, 1
                break
            package.status_asked_at = fields.Datetime.now()
            yield 1, failed
        if taken:
            self.env["logistics.sync.message"]._dispatch(self._get_lanes())

    def _report_refused_number(self, package, error):
        self.env["logistics.sync.exception"]._raise_for(
            "rejected_by_partner",
            self.env._(
                "%(connector)s does not tell how parcel %(number)s stands: %(error)s. "
                "Check its number; the other parcels are asked about.",
                connector=self.name,
                number=package.tracking_number,
                error=str(error).rstrip("."),
            ),
            connector=self,
        )

    def _ask_status(self, package):
        """Whether the partner's answer about a parcel was news to us."""
        number = package.tracking_number
        call = self.env["logistics.sync.network"]._request(
            self,
            "GET",
            self.status_url.replace(NUMBER, quote(number, safe="")),
            secret_headers=self._get_status_key(),
        )
        digest = hashlib.sha256(call.body).hexdigest()[:32]
        _message, outcome = self.env["logistics.sync.message"]._ingest(
            self,
            call.body,
            f"status:{number}:{digest}",
            content_type=call.content_type or None,
            is_pulled_status=True,
        )
        return outcome == "fresh"

    def _get_status_key(self):
        """Header with our API key at the partner, if it gave us one."""
        keys = self.credential_ids._get_secret_texts("api_key")
        if not keys:
            return {}
        header = self.status_key_header or AUTHORIZATION
        bearer = header.casefold() == AUTHORIZATION.casefold()
        return {header: f"Bearer {keys[0]}" if bearer else keys[0]}

    def _find_quiet_packages(self, limit):
        """Parcels this partner carries that are under way, quietest first.

        It carries what its delivery methods name it for, and what it told about.
        """
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(hours=self.status_quiet_hours)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id FROM logistics_shipment_package p
                     JOIN logistics_shipment s ON s.id = p.shipment_id
                     LEFT JOIN delivery_carrier d ON d.id = s.carrier_id
                    WHERE p.company_id = %(company)s AND p.tracking_number IS NOT NULL
                      AND s.status NOT IN ('delivered', 'returned', 'cancelled')
                      AND p.status NOT IN ('delivered', 'returned', 'cancelled')
                      AND COALESCE(s.last_received_at, s.create_date) <= %(since)s
                      AND COALESCE(p.status_asked_at, %(since)s) <= %(since)s
                      AND (d.status_connector_id = %(connector)s
                           OR s.connector_id = %(connector)s
                           OR EXISTS (SELECT 1 FROM logistics_shipment_milestone m
                                       WHERE m.shipment_id = s.id
                                         AND m.connector_id = %(connector)s))
                    ORDER BY p.status_asked_at NULLS FIRST, s.last_received_at, p.id
                    LIMIT %(limit)s""",
                company=self.company_id.id,
                connector=self.id,
                since=since,
                limit=limit,
            )
        )
        packages = self.env["logistics.shipment.package"]
        return packages.browse([row[0] for row in rows])

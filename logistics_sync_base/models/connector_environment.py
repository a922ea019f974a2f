# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core import network
from ..exceptions import BusinessError
from ..settings import get_setting
from .connector import ENVIRONMENTS

# Whoever is on the way can read what crosses these.
READABLE_SCHEMES = frozenset(("http", "ftp", "amqp", "redis"))
ADDRESS_FIELDS = (
    *("base_url", "outbound_url", "folder_url", "outbound_folder_url"),
    *("broker_url", "oauth_token_url", "webhook_jwks_url", "s3_endpoint"),
)


class LogisticsSyncConnector(models.Model):
    """A connector acts in its own environment only, in production never readable."""

    _inherit = "logistics.sync.connector"

    environment_note = fields.Char(compute="_compute_environment_note")

    @api.depends("environment")
    def _compute_environment_note(self):
        for connector in self:
            connector.environment_note = connector._get_environment_obstacle()

    @api.private
    def _is_in_environment(self):
        """Whether this database is what the connector is for."""
        self.ensure_one()
        return self.env["logistics.sync.environment"]._allows(self.environment)

    def _get_environment_obstacle(self):
        """Why the connector may not act in this database, or an empty text."""
        if self._is_in_environment():
            return ""
        here = self.env["logistics.sync.environment"]
        if here._is_copy():
            return self.env._(
                "This database is a copy: nothing is accepted or sent until a system "
                "administrator says under Configuration > Environment what it is for."
            )
        names = dict(ENVIRONMENTS)
        return self.env._(
            "The connector is for “%(own)s”, this database for “%(here)s”: nothing is "
            "accepted or sent.",
            own=names[self.environment],
            here=names.get(here._get_environment(), here._get_environment()),
        )

    def _check_environment(self):
        """Raise BusinessError where the connector may not act here."""
        self.ensure_one()
        if obstacle := self._get_environment_obstacle():
            raise BusinessError("other_environment", f"{self.name}: {obstacle}")

    def _get_access_points(self):
        points = super()._get_access_points()
        if obstacle := self._get_environment_obstacle():
            points.append(("blocker", obstacle))
        return points

    # -------------------------------------------------- every way to a partner
    @api.private
    def _get_adapter(self):
        self._check_environment()
        return super()._get_adapter()

    @api.private
    def _get_sending_adapter(self):
        self._check_environment()
        return super()._get_sending_adapter()

    @api.private
    def _get_network_policy(self):
        self._check_environment()
        return super()._get_network_policy()

    @api.model
    def _get_polled(self):
        return super()._get_polled().filtered(lambda one: one._is_in_environment())

    # ------------------------------------------------------------- addresses
    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        if any(connector.state == "live" for connector in connectors):
            self.env["logistics.sync.environment"]._bind()
        return connectors

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "live":
            self.env["logistics.sync.environment"]._bind()
        return result

    @api.constrains("state", "environment", "allow_plain_http", *ADDRESS_FIELDS)
    def _check_encrypted(self):
        for connector in self:
            if connector.environment != "production" or connector.state == "draft":
                continue
            for url in connector._get_addresses():
                if urlsplit(url).scheme in READABLE_SCHEMES:
                    raise ValidationError(
                        self.env._(
                            "“%(connector)s” is for production, where nothing crosses "
                            "a network unencrypted: %(address)s. Use https, sftp, "
                            "amqps or rediss.",
                            connector=connector.name,
                            address=url,
                        )
                    )

    @api.constrains("environment", "extra_hosts", *ADDRESS_FIELDS)
    def _check_production_hosts(self):
        """A test must not reach what a production connector, or the server, names."""
        tests = self.filtered(lambda one: one.environment != "production")
        if not tests:
            return
        everybody = self.sudo().with_context(active_test=False)
        others = everybody.search([("environment", "=", "production")])
        taken = {host for other in others for host in other._get_hosts()}
        taken |= _get_production_hosts()
        for connector in tests:
            if hosts := sorted(connector._get_hosts() & taken):
                raise ValidationError(
                    self.env._(
                        "“%(connector)s” is not for production, but %(host)s is the "
                        "partner's production system. Enter the address of its test "
                        "system.",
                        connector=connector.name,
                        host=hosts[0],
                    )
                )

    def _get_addresses(self):
        self.ensure_one()
        found = [self[name] for name in ADDRESS_FIELDS if name in self._fields]
        return [url for url in found if url]

    def _get_hosts(self):
        """Names of the hosts in its addresses, without those of the machine itself."""
        hosts = {urlsplit(url).hostname for url in self._get_addresses()}
        for entry in filter(str.strip, (self.extra_hosts or "").split(",")):
            try:
                hosts.add(network.parse_host(entry)[0])
            except network.NetworkRefusal:
                # Told by the check of the field itself.
                continue
        return {host.lower() for host in hosts if host} - {"localhost", "127.0.0.1"}


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    @api.model
    def _get_claim_conditions(self, channel):
        """Only connectors of this environment are worked for; none in a copy."""
        here = self.env["logistics.sync.environment"]
        own = (
            SQL("FALSE")
            if here._is_copy()
            else SQL("c.environment = %s", here._get_environment())
        )
        return [*super()._get_claim_conditions(channel), own]


def _get_production_hosts():
    """Hosts that the server's setting ``production_hosts`` keeps for production."""
    entries = (get_setting("production_hosts") or "").split(",")
    return {entry.strip().lower() for entry in entries if entry.strip()}

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote, urlsplit, urlunsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..core import network
from ..network_session import CertificateError, make_ssl_context

# Whoever sets these decides what of the server's own network can be reached.
ADMINISTRATOR_FIELDS = frozenset(("allow_private_network", "allow_plain_http"))


class LogisticsSyncConnector(models.Model):
    """Where the connector may call over the network, and how long it waits."""

    _inherit = "logistics.sync.connector"

    base_url = fields.Char(
        string="Web Address",
        tracking=True,
        help="The beginning of all addresses of the partner's system, such as "
        "https://api.example.com/v2",
    )
    extra_hosts = fields.Char(
        string="Further Hosts",
        tracking=True,
        help="Other hosts of the partner that may be called, separated by commas, "
        "such as files.example.com, *.example.org or login.example.com:8443. Nothing "
        "else is called, wherever an answer points to.",
    )
    connect_timeout = fields.Integer(
        string="Wait for a Connection (s)", default=10, required=True
    )
    read_timeout = fields.Integer(
        string="Wait for an Answer (s)", default=30, required=True
    )
    proxy_url = fields.Char(
        string="Proxy",
        tracking=True,
        help="The company's way out, such as http://proxy.example.com:3128",
    )
    proxy_login = fields.Char(string="Proxy User")
    trusted_authorities = fields.Text(
        string="Partner's Certificate Authority",
        help="Only for partners whose certificates come from an authority of their "
        "own: its certificate, beginning with -----BEGIN CERTIFICATE-----. Then no "
        "other one is trusted.",
    )
    allow_private_network = fields.Boolean(
        string="May Call Private Addresses",
        tracking=True,
        copy=False,
        help="Addresses of your own network and of the server itself. Only a system "
        "administrator can allow it.",
    )
    allow_plain_http = fields.Boolean(
        string="May Call Without Encryption",
        tracking=True,
        copy=False,
        help="Passwords and documents then cross the internet readable. Only a system "
        "administrator can allow it.",
    )

    _timeouts_positive = models.Constraint(
        "CHECK(connect_timeout > 0 AND read_timeout > 0)",
        "The connector must wait at least one second.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        for connector in connectors:
            # Looked at as they became: defaults may come from the caller's context.
            self._check_network_rights(
                {name: connector[name] for name in ADMINISTRATOR_FIELDS}
            )
        return connectors

    def write(self, vals):
        self._check_network_rights(vals)
        return super().write(vals)

    @api.model
    def _check_network_rights(self, vals):
        """Only whoever runs the server opens its own network to a connector."""
        wanted = [name for name in ADMINISTRATOR_FIELDS if vals.get(name)]
        if wanted and not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._(
                    "“%s” can only be allowed by a system administrator (with access "
                    "to Settings).",
                    self._fields[wanted[0]]._description_string(self.env),
                )
            )

    @api.constrains("base_url", "extra_hosts", "proxy_url", "trusted_authorities")
    def _check_network(self):
        for connector in self:
            try:
                for url in filter(None, (connector.base_url, connector.proxy_url)):
                    network.get_origin(url)
                connector._get_network_hosts()
                if connector.trusted_authorities:
                    make_ssl_context(connector.trusted_authorities)
            except network.NetworkRefusal as error:
                raise ValidationError(
                    connector._describe_refusal(error.code, error.subject)
                )
            except CertificateError as error:
                raise ValidationError(
                    self.env._(
                        "The certificate authority cannot be read: %s. Paste its whole "
                        "text, with the lines BEGIN and END.",
                        error,
                    )
                )

    @api.private
    def _get_network_urls(self):
        """Addresses in this connector's settings; adapters add theirs."""
        self.ensure_one()
        return [url for url in (self.base_url, self.outbound_folder_url) if url]

    @api.private
    def _get_network_hosts(self):
        """{(host, port or None)} that calls for this connector may go to.

        Raises core.network.NetworkRefusal for entries that are no hosts.
        """
        self.ensure_one()
        entries = (self.extra_hosts or "").split(",")
        hosts = {network.parse_host(entry) for entry in entries if entry.strip()}
        for url in self._get_network_urls():
            if urlsplit(url).scheme in network.DEFAULT_PORTS:
                origin = network.get_origin(url)
                hosts.add((origin.host, origin.port))
        return hosts

    @api.private
    def _get_network_policy(self):
        self.ensure_one()
        return network.NetworkPolicy(
            frozenset(self._get_network_hosts()),
            self.allow_private_network,
            self.allow_plain_http,
            encrypted_only=self.environment == "production",
        )

    @api.private
    def _get_network_settings(self):
        """Arguments of GuardedSession beside the policy."""
        self.ensure_one()
        return {
            "timeout": (self.connect_timeout, self.read_timeout),
            "authorities": self.trusted_authorities or None,
            "identity": self._get_client_identity(),
            "proxy": self._get_proxy(),
            "limit": self.max_body_kib * 1024,
        }

    def _get_client_identity(self):
        """PEM bytes of our certificate and key at this partner, or None."""
        texts = self.credential_ids._get_secret_texts("client_certificate")
        return texts[0].encode() if texts else None

    def _get_proxy(self):
        """The proxy's URL with its user, or None."""
        if not self.proxy_url:
            return None
        if not self.proxy_login:
            return self.proxy_url
        passwords = self.credential_ids._get_secret_texts("proxy_password")
        user = ":".join(
            quote(text, safe="") for text in (self.proxy_login, *passwords[:1])
        )
        parts = urlsplit(self.proxy_url)
        return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))

    def _describe_refusal(self, code, subject):
        """Why a call is forbidden, and who can do what about it."""
        sentences = {
            "bad_url": self.env._(
                "“%s” is not an address that can be called. Write it like "
                "https://api.example.com/path, without user name, spaces or "
                "backslashes.",
                subject,
            ),
            "host": self.env._(
                "%(connector)s may not call %(host)s. If that host belongs to the "
                "partner, add it to the further hosts of the connector.",
                connector=self.name,
                host=subject,
            ),
            "private": self.env._(
                "%(connector)s points to the private address %(address)s. A system "
                "administrator can allow private addresses at the connector.",
                connector=self.name,
                address=subject,
            ),
            "plain_http": self.env._(
                "The call to %(address)s of %(connector)s would not be encrypted. Use "
                "an encrypted kind of address, such as https, sftp or amqps, or have a "
                "system administrator allow it at the connector.",
                connector=self.name,
                address=subject,
            ),
            "forbidden": self.env._(
                "%(connector)s points to %(address)s, which no partner can have. It is "
                "never called. Check the address and the partner's name service.",
                connector=self.name,
                address=subject,
            ),
        }
        return sentences[code]

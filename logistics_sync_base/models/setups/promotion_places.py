# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, models

from ...core.setup_bundle import find_secrets
from ..connector import ENVIRONMENTS
from .promotion_plan import _refuse


class LogisticsSyncPromotion(models.Model):
    """What must not come along: secrets, and addresses of another environment."""

    _inherit = "logistics.sync.promotion"

    @api.model
    def _find_secret_refusals(self, setup):
        for place in find_secrets(setup):
            yield _refuse(
                self.env._(
                    "“%s” reads like a secret. Secrets are entered here, never "
                    "imported.",
                    place,
                )
            )

    @api.model
    def _find_address_refusals(self, bundle, company):
        """Test systems are not called from production, and the other way round."""
        addresses = bundle["setup"].get("addresses")
        told = {n: v for n, v in (addresses or {}).items() if isinstance(v, str) and v}
        connector, __ = self._get_target(bundle, company)
        here = (
            connector.environment
            or self.env["logistics.sync.environment"]._get_environment()
        )
        names = dict(ENVIRONMENTS)
        source = bundle.get("environment")
        if told and source != here:
            yield _refuse(
                self.env._(
                    "The file brings addresses of “%(origin)s” (%(hosts)s), and this "
                    "is “%(here)s”. Export it without addresses and enter those of "
                    "this environment here.",
                    origin=names.get(source, source),
                    hosts=", ".join(sorted(_get_hosts(told))[:3]) or "-",
                    here=names[here],
                )
            )
        elif told and here == "production":
            yield from self._find_test_hosts(told)

    @api.model
    def _find_test_hosts(self, told):
        others = (
            self.env["logistics.sync.connector"]
            .sudo()
            .with_context(active_test=False)
            .search([("environment", "!=", "production")])
        )
        used = {host for other in others for host in other._get_hosts()}
        for host in sorted(_get_hosts(told) & used):
            yield _refuse(
                self.env._(
                    "%s is the address of a test system here, and this is "
                    "“Production”.",
                    host,
                )
            )


def _get_hosts(addresses):
    found = set()
    for value in addresses.values():
        try:
            host = urlsplit(value).hostname
        except ValueError:
            continue
        if host:
            found.add(host.lower())
    return found

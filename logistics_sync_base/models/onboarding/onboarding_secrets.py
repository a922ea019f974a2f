# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import models

from ..connector_webhook import SECRET_KINDS

# Kinds of secrets by how a partner we call wants us to prove ourselves; any one does.
REST_KINDS = {
    "api_key_header": ("api_key",),
    "api_key_query": ("api_key",),
    "bearer": ("api_key",),
    "basic": ("password",),
    "oauth2": ("client_secret",),
}
REMOTE_FOLDERS = ("sftp", "ftp", "ftps", "s3")


class LogisticsSyncOnboarding(models.Model):
    """Keys and passwords: each way to the partner, and from it, has its own."""

    _inherit = "logistics.sync.onboarding"

    def _check_secrets(self):
        connector = self.connector_id
        if connector.transport == "webhook" and connector._lacks_credential():
            return self.env._("There is no valid secret to let the partner in with.")
        if connector.transport == "folder" and not connector.folder_url:
            return self.env._(
                "Which of them it takes follows from where the folder is."
            )
        if self._lacks_public_keys():
            return self.env._("The partner's public keys are missing.")
        for kinds in self._get_wanted_kinds():
            if not self._get_valid_secrets(kinds):
                return self.env._(
                    "Enter what was agreed with the partner: %s.",
                    self._tell_kinds(kinds),
                )
        return ""

    def _get_wanted_kinds(self):
        """[kinds of secrets]: of each entry one has to be there, and be valid."""
        connector = self.connector_id
        ways = {connector.transport, connector._get_outbound_transport()}
        wanted = [self._get_admission_kinds()]
        if "rest" in ways:
            wanted.append(REST_KINDS.get(connector.rest_auth, ()))
        if "soap" in ways and connector.soap_login:
            wanted.append(("password",))
        if "folder" in ways and self._has_remote_folder():
            wanted.append(("password", "private_key"))
        if "webhook" in ways and connector.outbound_url and connector.sign_outbound:
            wanted.append(("signing_secret",))
        return [kinds for kinds in wanted if kinds]

    def _get_admission_kinds(self):
        """What a partner that posts to us may prove itself with."""
        connector = self.connector_id
        if connector.transport != "webhook":
            return ()
        if connector.authentication == "profile":
            method = connector.webhook_method
            more = ("access_token",) if method == "header_token" else ()
            return (*SECRET_KINDS.get(method, ()), *more)
        bearer = connector.authentication == "bearer_token"
        return ("access_token",) if bearer else ("signing_secret",)

    def _lacks_public_keys(self):
        connector = self.connector_id
        return (
            connector.transport == "webhook"
            and connector.authentication == "profile"
            and connector.webhook_method == "rsa"
            and not (connector.webhook_jwks or connector.webhook_jwks_url)
        )

    def _has_remote_folder(self):
        connector = self.connector_id
        urls = (connector.folder_url, connector.outbound_folder_url)
        return any(urlsplit(url or "").scheme in REMOTE_FOLDERS for url in urls)

    def _get_valid_secrets(self, kinds):
        return self.connector_id.credential_ids.filtered(
            lambda one: (
                one.kind in kinds
                and one.state == "valid"
                and (one.hint or one.source != "stored")
            )
        )

    def _tell_kinds(self, kinds):
        fields = self.env["logistics.sync.credential"]._fields
        labels = dict(fields["kind"]._description_selection(self.env))
        return self.env._(" or ").join(labels[kind] for kind in kinds)

    def _open_secrets(self):
        connector = self.connector_id
        for kinds in self.sudo()._get_wanted_kinds():
            lines = connector.credential_ids.filtered(
                lambda one, kinds=kinds: one.kind in kinds and one.state == "valid"
            )
            if not lines:
                # The line is there already: what is left is to make or type the secret.
                connector.credential_ids.create(
                    {"connector_id": connector.id, "kind": kinds[0]}
                )
        return self._open_dialog("secrets", self.env._("Keys and Passwords"))

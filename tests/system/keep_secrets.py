# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Enter a secret of every kind, as a person does, and use some of them.

Argument: what each secret begins with; its kind follows. Private keys are left out, as
they are no words one could look for.
"""

import sys

import odoo_process

LEFT_OUT = ("client_certificate", "private_key")
CODE = "keeper"


def main(beginning):
    """Create and commit; what is not recognised only by a hash is used, too."""
    with odoo_process.environment() as env:
        credentials = env["logistics.sync.credential"]
        connector = env["logistics.sync.connector"].create(
            {"name": "Keeper of secrets", "code": CODE}
        )
        kinds = dict(credentials._fields["kind"].selection)
        for kind in sorted(set(kinds) - set(LEFT_OUT)):
            credential = credentials.create(
                {"connector_id": connector.id, "kind": kind, "username": "somebody"}
            )
            text = f"{beginning}-{kind}"
            wizard = env["logistics.sync.credential.enter"].create(
                {"credential_id": credential.id, "secret": text}
            )
            wizard.action_confirm()
            if credential.sudo().secret_encrypted:
                assert text == credential._get_text()
        env["logistics.sync.access.token"]._store_token(
            connector, f"{beginning}-lent", 3600
        )
        connector.message_post(body=env._("Secrets were entered."))
        connector.state = "live"


if __name__ == "__main__":
    main(sys.argv[1])

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's SFTP server that takes its time, and the connector that reads from it.

As a script it fills a database. Arguments: address; fingerprint of the host key.
"""

import importlib.util
import os
import sys
import threading
from pathlib import Path

import odoo_process

SERVERS = "logistics_sync_base/tests/file_servers.py"
PATIENCE = 60


def load_servers():
    """The servers that the addon's own tests use, without Odoo around them."""
    path = Path(os.environ["LOGISTICS_SYNC_ROOT"], SERVERS)
    spec = importlib.util.spec_from_file_location("file_servers", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["file_servers"] = module
    spec.loader.exec_module(module)
    return module


class Step:
    """Something the server is asked for, and answers when it may."""

    def __init__(self):
        self.asked = threading.Event()
        self.allowed = threading.Event()

    def wait(self):
        """Called by the server."""
        self.asked.set()
        self.allowed.wait(PATIENCE)


def make_server(root, listing, reading):
    """An SFTP server of which listing and reading wait for these steps."""
    servers = load_servers()
    usual = servers.SftpServer.files_class

    class SlowFiles(usual):
        def scandir(self, path):
            listing.wait()
            return super().scandir(path)

        def read(self, file_obj, offset, size):
            reading.wait()
            return super().read(file_obj, offset, size)

    server = servers.SftpServer(root)
    server.files_class = SlowFiles
    return server


def main(url, fingerprint):
    """Create the connector; it is polled at once."""
    servers = load_servers()
    with odoo_process.environment() as env:
        others = env["ir.cron"].search([("cron_name", "not like", "Logistics Sync")])
        others.active = False
        connector = env["logistics.sync.connector"].create(
            {
                "name": "Slow warehouse",
                "code": "slow-warehouse",
                "transport": "folder",
                "folder_url": url,
                "folder_flag": ".ok",
                "sftp_host_key": fingerprint,
                "allow_private_network": True,
            }
        )
        login = {"kind": "password", "username": servers.USER}
        credential = env["logistics.sync.credential"].create(
            {"connector_id": connector.id, **login}
        )
        credential._set_typed_secret(servers.PASSWORD)
        connector.state = "live"
        env["stock.picking"].create(
            {"picking_type_id": env["stock.picking.type"].search([], limit=1).id}
        )
        env.ref("logistics_sync_base.ir_cron_poll")._trigger()


if __name__ == "__main__":
    main(*sys.argv[1:])

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long it takes from a document at the door until its effect can be seen."""

import contextlib
import json
import os
import time

import psycopg2
import requests
from _inbox import make_connector as make_mapped_connector

SECRET = "whsec_" + "YmVuY2htYXJrcyBvZiBsb2dpc3RpY3Mgc3luYw=="
# Looked at so often; what is told has no finer grain than this.
LOOK_SECONDS = 0.005
LONGEST_SECONDS = 60
STATUS = """
    SELECT milestone_type_id FROM logistics_shipment_package
     WHERE tracking_number = %s AND milestone_type_id IS NOT NULL
"""


def make_connector(env, **values):
    """The benchmark's carrier with a signing secret; ``values`` are written to it."""
    connector = make_mapped_connector(env)
    credential = env["logistics.sync.credential"].create({"connector_id": connector.id})
    credential._set_secret(SECRET)
    connector.write(values)
    return connector


def make_parcels(env, numbers):
    """Shipments of one parcel each, with nothing else to them."""
    shipments = env["logistics.shipment"].create([{} for _number in numbers])
    env["logistics.shipment.package"].create(
        [
            {"shipment_id": shipment.id, "tracking_number": number}
            for shipment, number in zip(shipments, numbers, strict=True)
        ]
    )


class Probe:
    """Posts documents to one connector of a server and watches what becomes of them."""

    def __init__(self, port, code):
        self.session = requests.Session()
        self.address = f"http://127.0.0.1:{port}/logistics_sync/v1/{code}/events"
        self.connection = psycopg2.connect(dbname=os.environ["LOGISTICS_SYNC_DATABASE"])
        self.connection.autocommit = True

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.connection.close()

    def post(self, body, key):
        """Hand over one document; raises unless it is taken in."""
        from odoo.addons.logistics_sync_base.core import signing

        headers = {"Content-Type": "application/json"} | signing.signature_headers(
            [SECRET], key, int(time.time()), body
        )
        answer = self.session.post(self.address, data=body, headers=headers, timeout=60)
        assert answer.status_code == 202, answer.text

    def time(self, body, key):
        """Seconds from before the request until the state of its parcel is seen."""
        number = json.loads(body)["parcel"]["number"]
        start = time.perf_counter()
        self.post(body, key)
        while not self.value(STATUS, number):
            if time.perf_counter() - start > LONGEST_SECONDS:
                raise TimeoutError(f"{number} has no state")
            time.sleep(LOOK_SECONDS)
        return time.perf_counter() - start

    def value(self, statement, *parameters):
        """The first value of the first row, or None."""
        with contextlib.closing(self.connection.cursor()) as cursor:
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
        return row and row[0]

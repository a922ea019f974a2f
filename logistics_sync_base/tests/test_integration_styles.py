# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
import time

import kombu

from odoo.tests import tagged

from .common import EVENT_TYPE, TOKEN, LogisticsSyncHttpCase, delivery_event
from .partner_server import PartnerServer, Reply
from .redis_server import PASSWORD, RedisServer

HOOK = "/told"


class Style:
    """How one partner tells us facts and gets ours; a test has one of each."""

    def __init__(self, case):
        self.case = case
        self.connector = case.make_connector(**self.values())
        self.prepare()

    def values(self):
        return {}

    def prepare(self):
        """What the connector needs beside its own fields."""


class DirectApi(Style):
    """The partner posts to us, we post to the partner."""

    def prepare(self):
        self.server = self.case.enterContext(PartnerServer({HOOK: Reply()}))
        self.case.add_secret(self.connector)
        self.connector.write(
            {
                "outbound_transport": "webhook",
                "outbound_url": self.server.url + HOOK,
                "allow_private_network": True,
                "allow_plain_http": True,
            }
        )

    def tell(self, document):
        answer = self.case.post_signed(self.connector, document)
        self.case.assertEqual(answer.status_code, 202)

    def get_told(self):
        return [request.json() for request in self.server.requests]


class Middleware(Style):
    """A platform in between posts with its service account, fetches and confirms."""

    def values(self):
        return {"outbound_transport": "outbox", "authentication": "bearer_token"}

    def prepare(self):
        self.case.add_secret(self.connector, TOKEN, kind="access_token")
        self.headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
        }

    def tell(self, document):
        body = json.dumps(document).encode()
        answer = self.case.post(self.connector, body, self.headers)
        self.case.assertEqual(answer.status_code, 202)

    def get_told(self):
        address = f"/logistics_sync/v1/{self.connector.code}/outbox"
        page = self.case.url_open(address, headers=self.headers).json()
        numbers = [found["message_id"] for found in page["documents"]]
        acknowledgement = json.dumps({"message_ids": numbers})
        self.case.url_open(
            f"{address}/acks", data=acknowledgement, headers=self.headers
        )
        return [found["document"] for found in page["documents"]]


class EventDriven(Style):
    """Both sides meet at a message broker."""

    def values(self):
        server = self.case.broker
        return {
            "transport": "broker",
            "broker_url": server.url,
            "allow_private_network": True,
            "broker_queue": "facts",
            "outbound_transport": "broker",
            "broker_routing_key": "news",
        }

    def prepare(self):
        credential = self.case.env["logistics.sync.credential"].create(
            {
                "connector_id": self.connector.id,
                "kind": "password",
                "username": "default",
            }
        )
        credential._set_typed_secret(PASSWORD)
        self.partner = self.case.enterContext(
            kombu.Connection(self.case.broker.url, password=PASSWORD)
        )

    def get_queue(self, name):
        exchange = kombu.Exchange(name, type="direct", durable=True)
        return kombu.Queue(name, exchange, routing_key=name)(self.partner)

    def tell(self, document):
        queue = self.get_queue("facts")
        kombu.Producer(self.partner).publish(
            json.dumps(document).encode(),
            exchange=queue.exchange,
            routing_key="facts",
            declare=[queue],
            content_type="application/json",
            content_encoding="utf-8",
        )
        self.case.trigger_cron("logistics_sync_base.ir_cron_poll")

    def get_told(self):
        message = self.get_queue("news").get(no_ack=True)
        return [json.loads(message.body)] if message else []


class Hybrid(Style):
    """Ours leave as files for a batch, theirs come in files as well as at once."""

    def values(self):
        self.root = self.case.make_folder()
        (self.root / "in").mkdir()
        return {
            "transport": "folder",
            "folder_url": f"file://{self.root}/in",
            "outbound_folder_url": f"file://{self.root}/out",
        }

    def tell(self, document):
        path = self.root / "in" / "batch.json"
        path.write_text(json.dumps([document]))
        moment = time.time() - 60
        os.utime(path, (moment, moment))
        self.case.trigger_cron("logistics_sync_base.ir_cron_poll")

    def get_told(self):
        return [json.loads(path.read_bytes()) for path in (self.root / "out").iterdir()]


@tagged("post_install", "-at_install")
class TestIntegrationStyles(LogisticsSyncHttpCase):
    """The same flow whichever way a partner is connected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broker = RedisServer()
        cls.addClassCleanup(cls.broker.stop)

    def go_through(self, style, number):
        """We tell a fact, the partner tells one back; both arrive once."""
        self.env["logistics.sync.subscription"].create(
            {
                "name": number,
                "connector_id": style.connector.id,
                "event_type_ids": [self.event_type.id],
            }
        )
        self.env["logistics.sync.event"]._publish(
            EVENT_TYPE, delivery_event(f"{number}-OUT")
        )
        self.drain("outbound")
        told = [
            document["references"]["tracking_number"] for document in style.get_told()
        ]
        self.assertIn(f"{number}-OUT", told)
        self.assertEqual(len(told), len(set(told)))
        style.tell(delivery_event(f"{number}-IN"))
        self.check_applied(style, number)

    def check_applied(self, style, number):
        self.drain()
        self.env.invalidate_all()
        events = self.env["logistics.sync.event"].search(
            [
                ("connector_id", "=", style.connector.id),
                ("reference", "=", f"{number}-IN"),
            ]
        )
        self.assertEqual(events.mapped("state"), ["done"])

    def test_every_style_passes_the_same_flow(self):
        """N10, C19: API, middleware, broker and files carry the same facts alike."""
        for kind in (DirectApi, Middleware, EventDriven, Hybrid):
            with self.subTest(style=kind.__name__):
                self.go_through(kind(self), kind.__name__)

    def test_a_partner_changes_its_style(self):
        """N10, C19: the switch is a setting; what came both ways counts once."""
        hybrid = Hybrid(self)
        hybrid.tell(delivery_event("SWITCH-IN"))
        self.check_applied(hybrid, "SWITCH")
        hybrid.connector.write({"transport": "webhook"})
        self.add_secret(hybrid.connector)
        self.post_signed(hybrid.connector, delivery_event("SWITCH-IN"))
        self.check_applied(hybrid, "SWITCH")

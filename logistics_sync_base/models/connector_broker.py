# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PROTOCOLS = ("amqp", "amqps", "redis", "rediss", "confluentkafka", "sqs")


class LogisticsSyncConnector(models.Model):
    """Where a message broker is and what we take from it and give to it."""

    _inherit = "logistics.sync.connector"

    transport = fields.Selection(
        selection_add=[("broker", "Message broker")],
        ondelete={"broker": "set default"},
    )
    outbound_transport = fields.Selection(
        selection_add=[("broker", "Message broker")],
        ondelete={"broker": "set null"},
    )
    broker_url = fields.Char(
        string="Broker Address",
        help="Without user and password, such as amqps://broker.example.com:5671/edi",
    )
    broker_queue = fields.Char(
        string="Queue to Read", help="Documents of the partner wait in it."
    )
    broker_dead_letter_queue = fields.Char(
        string="Queue for Refused Documents",
        help="Empty: the queue's name with .dead behind it.",
    )
    broker_exchange = fields.Char(
        string="Exchange or Topic",
        help="Where our documents are published. Empty: straight into the queue below. "
        "A document no queue takes comes back as a question over AMQP; other brokers, "
        "such as Redis, drop it without a word, so have the partner bind its queue "
        "first.",
    )
    broker_routing_key = fields.Char(
        string="Routing Key or Queue",
        help="What our documents are published under.",
    )

    @api.constrains("broker_url")
    def _check_broker_url(self):
        for connector in self.filtered("broker_url"):
            parts = urlsplit(connector.broker_url)
            if not _is_one_host(parts):
                raise ValidationError(
                    self.env._(
                        "“%(address)s” is no broker address. It begins with one of "
                        "%(known)s, names one host and has nothing behind “?” or “;”.",
                        address=connector.broker_url,
                        known=", ".join(f"{name}://" for name in PROTOCOLS),
                    )
                )
            if parts.username or parts.password:
                raise ValidationError(
                    self.env._(
                        "Take user and password out of the broker's address: secrets "
                        "belong to the page Secrets, where they are encrypted."
                    )
                )

    @api.constrains("state", "transport", "broker_url", "broker_queue")
    def _check_broker(self):
        for connector in self:
            if (
                connector.state == "live"
                and connector.transport == "broker"
                and not (connector.broker_url and connector.broker_queue)
            ):
                raise ValidationError(
                    self.env._(
                        "Connector “%s” cannot go live: name the broker's address and "
                        "the queue to read.",
                        connector.name,
                    )
                )

    def _get_broker_dead_letter_queue(self):
        self.ensure_one()
        return self.broker_dead_letter_queue or f"{self.broker_queue}.dead"

    def _get_broker_settings(self):
        """Keyword arguments of a kombu connection beside its address, with secrets."""
        self.ensure_one()
        typed = self.credential_ids._get_secret_texts("password")
        username, __, password = (typed[0] if typed else "").partition(":")
        return {
            "userid": username or None,
            "password": password or None,
            "connect_timeout": self.connect_timeout,
            "transport_options": self._get_broker_options(),
        }

    def _get_broker_options(self):
        if urlsplit(self.broker_url or "").scheme in ("amqp", "amqps"):
            # Published means: the broker says that it has it.
            return {"confirm_publish": True, "read_timeout": self.read_timeout}
        return {
            "socket_connect_timeout": self.connect_timeout,
            "socket_timeout": self.read_timeout,
            "max_retries": 0,
        }


def _is_one_host(parts):
    """Whether a split address says where to connect, and no more than that.

    What libraries read behind these signs would lead elsewhere or turn checks off.
    """
    try:
        _port = parts.port  # it is read for its ValueError
    except ValueError:
        return False
    return (
        parts.scheme in PROTOCOLS
        and bool(parts.hostname)
        and not parts.query
        and not parts.fragment
        and not any(sign in parts.netloc + parts.path for sign in ";,\\ ")
    )

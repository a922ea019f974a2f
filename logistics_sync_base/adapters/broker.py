# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import unquote, urlsplit

import kombu
from kombu.exceptions import KombuError

from ..core.network import NetworkRefusal
from ..exceptions import BusinessError
from ..network_socket import SocketGuard
from .base import Adapter
from .broker_wires import ENCRYPTED, WIRES, get_port
from .registry import register
from .results import Check, Delivery, Document

# How many waiting messages one look takes; the next look takes the next ones.
POLL_BATCH = 500
# Wires on which a broker says that no queue takes a message.
TELLING = ("amqp", "amqps")
TEXT_ENCODINGS = ("utf-8", "us-ascii")


@register
class BrokerAdapter(Adapter):
    """Queues and topics of a message broker, over any wire kombu knows.

    Delivery is at least once on both ways: what we fetched is confirmed after it is
    committed, and what we publish carries its message id, so that whoever gets it twice
    can tell.
    """

    transport = "broker"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"poll", "send", "check"})
    polls_in_parts = True

    # ---------------------------------------------------------------- in
    def poll(self) -> Iterator[Document]:
        """What waits in the queue now; each is confirmed once it is stored."""
        with self._connect() as connection, connection.channel() as channel:
            queue = self._get_queue(self.connector.broker_queue)(channel)
            queue.declare()
            for _number in range(POLL_BATCH):
                message = queue.get(no_ack=False)
                if message is None:
                    return
                yield self._as_document(message, channel)

    def settle(self, document: Document) -> None:
        """Confirm a message that is stored: the broker may forget it."""
        message, _channel = document.handle
        message.ack()

    def refuse(self, document: Document, reason: str) -> None:
        """Put what we cannot store into the dead letter queue, with the reason."""
        message, channel = document.handle
        name = self.connector._get_broker_dead_letter_queue()
        queue = self._get_queue(name)(channel)
        queue.declare()
        kombu.Producer(channel).publish(
            document.body,
            routing_key=name,
            exchange=queue.exchange,
            content_type=document.content_type or "application/octet-stream",
            content_encoding="binary",
            headers={**document.headers, "x-refused-because": reason},
            delivery_mode="persistent",
        )
        message.ack()

    def _as_document(self, message, channel):
        body = message.body
        if isinstance(body, str):
            encoding = message.content_encoding
            body = body.encode(encoding if encoding in TEXT_ENCODINGS else "utf-8")
        body = bytes(body)
        properties = message.properties or {}
        headers = {name: str(value) for name, value in (message.headers or {}).items()}
        digest = hashlib.sha256(body).hexdigest()
        return Document(
            body,
            f"broker:{properties.get('message_id') or digest}",
            content_type=message.content_type,
            correlation_id=properties.get("correlation_id"),
            headers=headers,
            handle=(message, channel),
        )

    # --------------------------------------------------------------- out
    def send(self, message) -> Delivery:
        """Publish one message, persistent, under its own id."""
        target = self.connector.broker_exchange
        key = self.connector.broker_routing_key
        if not key and not target:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector names no exchange or "
                    "queue to publish it to.",
                    self.connector.name,
                ),
            )
        try:
            with self._connect() as connection, connection.channel() as channel:
                returned = self._publish(channel, message, target, key)
        except (OSError, KombuError) as error:
            return Delivery.transient(
                self.env._("The broker did not take the message: %s", error)
            )
        if returned:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "The broker of %(connector)s gave the document back: no queue "
                    "takes what is published to %(exchange)s under %(key)s. Have the "
                    "partner bind one, or mend the names, then retry.",
                    connector=self.connector.name,
                    exchange=target or key,
                    key=key or self.env._("no routing key"),
                ),
            )
        return Delivery.success(external_id=message.public_id)

    def _publish(self, channel, message, target, key):
        """Publish and wait for the broker's word; whether it gave the message back.

        Only AMQP tells that nobody takes a message. Others, such as Redis, drop it.
        """
        if target:
            exchange = kombu.Exchange(target, type="topic", durable=True)
            declare = [exchange]
        else:
            queue = self._get_queue(key)
            exchange, declare = queue.exchange, [queue]
        returned = []
        tells = urlsplit(self.connector.broker_url).scheme in TELLING
        producer = kombu.Producer(
            channel, on_return=(lambda *told: returned.append(told)) if tells else None
        )
        producer.publish(
            message._get_body_bytes(),
            mandatory=tells,
            routing_key=key or "",
            exchange=exchange,
            declare=declare,
            content_type=message.content_type or "application/octet-stream",
            content_encoding="binary",
            delivery_mode="persistent",
            message_id=message.public_id,
            correlation_id=message.correlation_id,
            headers={"X-Correlation-ID": message.correlation_id},
        )
        return bool(returned)

    def check(self) -> Check:
        """Whether the broker lets us in."""
        begin = monotonic()
        try:
            with self._connect():
                latency = int((monotonic() - begin) * 1000)
        except (OSError, KombuError) as error:
            return Check(False, self.env._("The broker does not answer: %s", error))
        return Check(True, self.env._("The broker lets us in."), latency)

    # -------------------------------------------------------------- wires
    def _get_queue(self, name):
        exchange = kombu.Exchange(name, type="direct", durable=True)
        return kombu.Queue(name, exchange, routing_key=name, durable=True)

    @contextmanager
    def _connect(self):
        """A connection of our own, closed in any case.

        The broker's own errors become OSError: what is told to a person must not
        hold the address with its password.
        """
        settings = self.connector._get_broker_settings()
        connection = self._open(settings)
        errors = connection.connection_errors + connection.channel_errors
        try:
            # Once is enough: whoever polls or sends comes again by its own plan.
            connection.connect()
            yield connection
        except NetworkRefusal as error:
            raise self._name_refusal(error) from error
        except errors as error:
            raise ConnectionError(self._describe(error, settings)) from error
        finally:
            connection.release()

    def _open(self, settings):
        """A connection that is not connected yet and goes only where it may.

        Raises BusinessError where that is known before it connects.
        """
        connector = self.connector
        parts = urlsplit(connector.broker_url or "")
        if not parts.hostname:
            raise BusinessError(
                "no_outbound_transport",
                self.env._("%s has no broker address. Enter it.", connector.name),
            )
        policy = connector._get_network_policy()
        guard = SocketGuard(policy, readable=parts.scheme not in ENCRYPTED)
        port = get_port(parts)
        if parts.scheme not in WIRES:
            try:
                guard.find(parts.hostname, port)
            except NetworkRefusal as error:
                raise self._name_refusal(error) from error
            return kombu.Connection(connector.broker_url, **settings)
        make, _default_port = WIRES[parts.scheme]
        identity = connector._get_client_identity()
        return kombu.Connection(
            parts.hostname,
            port=port,
            virtual_host=unquote(parts.path[1:]) or None,
            transport=make(guard, connector.trusted_authorities or None, identity),
            **settings,
        )

    def _name_refusal(self, error):
        return BusinessError(
            "address_refused",
            self.connector._describe_refusal(error.code, error.subject),
        )

    def _describe(self, error, settings):
        text = f"{type(error).__name__}: {error}"
        password = settings.get("password")
        return text.replace(password, "***") if password else text

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from collections.abc import Iterator
from time import monotonic

from ..codec.paths import ExpressionError, compile_path
from ..codec.values import text
from ..core.addressing import put_key
from ..exceptions import BusinessError, TransientError
from ..soap_client import Fault, SoapError
from .base import Adapter
from .registry import register
from .results import Check, Delivery, Document
from .soap_enquiry import SoapEnquiry

ENVELOPE_LIMIT = 2000


@register
class SoapAdapter(SoapEnquiry, Adapter):
    """Operations of a partner's SOAP service, by the WSDL kept with the connector."""

    transport = "soap"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"poll", "send", "command", "check", "enquire"})

    # ---------------------------------------------------------------- in
    def poll(self) -> Iterator[Document]:
        """The reply of the operation that lists what is new, whole and as it came."""
        operation = self.connector.soap_poll_operation
        if not operation:
            return
        arguments = json.loads(self.connector.soap_poll_arguments or "{}")
        try:
            call, _found = self._call(operation, arguments)
        except Fault as fault:
            raise TransientError(self._get_fault(fault).text) from fault
        digest = hashlib.sha256(call.body).hexdigest()
        yield Document(
            call.body,
            f"soap:{operation}:{digest}",
            content_type=call.content_type or "text/xml",
            format="soap",
        )

    # --------------------------------------------------------------- out
    def send(self, message) -> Delivery:
        """Call the operation with the message's JSON as its arguments."""
        operation = self.connector.soap_send_operation
        if not operation:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector names no operation to "
                    "send it with.",
                    self.connector.name,
                ),
            )
        try:
            arguments = json.loads(message._get_body_bytes())
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            return Delivery.business(
                "unreadable",
                self.env._("A SOAP call needs a JSON object with its arguments."),
            )
        try:
            call, found = self._call(operation, arguments, message)
        except Fault as fault:
            return self._get_fault(fault)
        return self._judge(call, found)

    def _judge(self, call, found):
        """Success only when the answer has the number we were told to expect."""
        noted = {
            "status": call.status,
            "request": call.request,
            "response": call.response,
        }
        path = self.connector.soap_number_path
        if not path:
            return Delivery.success(**noted)
        try:
            number = text(compile_path(path)(found))
        except (ExpressionError, ValueError):
            number = None
        if not number:
            return Delivery.business(
                "answer_without_number",
                self.env._(
                    "%(connector)s answered, but without the number that was expected "
                    "in %(path)s. Ask the partner whether it has the document.",
                    connector=self.connector.name,
                    path=path,
                ),
                **noted,
            )
        return Delivery.success(external_id=number, **noted)

    def _get_fault(self, fault):
        code = str(fault.code or "")
        sentence = self.env._(
            "%(connector)s answered with a fault: %(fault)s",
            connector=self.connector.name,
            fault=fault.message or code,
        )
        # SOAP 1.1 says Server, 1.2 says Receiver, for what may pass later.
        if code.rpartition(":")[2].partition(".")[0] in ("Server", "Receiver"):
            return Delivery.transient(sentence)
        return Delivery.business("soap_fault", sentence)

    def check(self) -> Check:
        """Whether the WSDL is complete, and the service answers when it has a poll."""
        begin = monotonic()
        try:
            names = self._get_client().operations()
            if self.connector.soap_poll_operation:
                next(self.poll(), None)
        except (SoapError, TransientError) as error:
            return Check(False, str(error))
        latency = int((monotonic() - begin) * 1000)
        known = ", ".join(names[:10])
        return Check(True, self.env._("The service offers: %s", known), latency)

    # -------------------------------------------------------------- wires
    def _get_unreadable(self, error, call, message):
        """What an unreadable answer means: asking again is safe, ordering is not."""
        refusal = TransientError(str(error))
        if message:
            refusal = BusinessError(
                "answer_without_number",
                self.env._(
                    "%(connector)s took the call, but its answer cannot be read: "
                    "%(error)s Ask the partner whether it has the document before it "
                    "is sent again.",
                    connector=self.connector.name,
                    error=error,
                ),
            )
        refusal.call = call
        return refusal

    def _place_key(self, arguments, message):
        """(MessageID or None, the arguments) with the key of what is sent."""
        kind = message and self.connector.soap_key
        if kind == "addressing":
            return message.public_id, arguments
        if kind == "argument":
            path = self.connector.soap_key_path
            return None, put_key(arguments, path, message.public_id)
        return None, arguments

    def _get_client(self):
        return self.connector._get_soap_client()

    def _call(self, operation, arguments, message=None, correlation_id=None):
        """(the Call, what the reply says); raises Fault and the door's errors."""
        client = self._get_client()
        login = self.connector._get_soap_login()
        try:
            key, arguments = self._place_key(arguments, message)
            body, headers = client.write_call(operation, arguments, login, key)
        except ValueError as error:
            raise BusinessError("invalid_field", str(error)) from error
        door = self.env["logistics.sync.network"]
        call = door._request(
            self.connector,
            "POST",
            self.connector.base_url or client.get_address(operation),
            headers=headers,
            body=body,
            secrets=login or (),
            correlation_id=message.correlation_id if message else correlation_id,
            idempotency_key=message.public_id if message else None,
            raise_for_status=False,
        )
        # A fault comes with status 500 and is an answer all the same.
        if call.status != 500 or b"Fault" not in call.body[:ENVELOPE_LIMIT]:
            door._raise_for_status(self.connector, call)
        try:
            return call, client.read_reply(
                operation, call.body, call.content_type, call.status
            )
        except SoapError as error:
            raise self._get_unreadable(error, call, message) from error

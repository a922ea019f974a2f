# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from ..core.paging import PathError, find_ours, find_text, get_items
from ..exceptions import BusinessError, PermanentError, TransientError
from ..soap_client import Fault
from .results import Enquiry


class SoapEnquiry:
    """Mixed into the SOAP service: asks a partner whether it has a document.

    The operation that is asked changes nothing at the partner; what costs money goes
    by another one, and only once the answer was a clear no.
    """

    def can_enquire(self) -> bool:
        """Whether the connector names an operation to ask with."""
        return bool(self.connector.soap_enquiry_operation)

    def enquire(self, message) -> Enquiry:
        """Look among what the partner answers for our reference."""
        wanted = message._get_enquiry_words()
        operation = self.connector.soap_enquiry_operation
        arguments = _fill(json.loads(self.connector._get_enquiry_text()), wanted)
        try:
            call, found = self._call(
                operation, arguments, correlation_id=message.correlation_id
            )
        except Fault as fault:
            return self._judge_fault(fault)
        item = self._find_ours(call, found, set(wanted.values()))
        if item is None:
            return self._tell(call, False)
        number = self.connector.enquiry_number_path
        try:
            known = number and find_text(number, item)
        except PathError as error:
            raise self._make_unclear(str(error), call) from error
        return self._tell(call, True, external_id=known)

    def _judge_fault(self, fault):
        """A fault is a no only where the partner said that this very one means no."""
        none = self.connector.soap_enquiry_none_fault
        code = str(fault.code or "").rpartition(":")[2]
        if none and none in (code, fault.message):
            return Enquiry(False, response=str(fault.message or code))
        failed = self._get_fault(fault)
        kind = TransientError if failed.kind == "transient" else PermanentError
        raise kind(failed.text) from fault

    def _find_ours(self, call, answer, wanted):
        """The first document of the answer that names our reference, or None.

        An answer that is not as agreed raises: it says nothing about ours.
        """
        connector = self.connector
        path = connector.enquiry_items_path
        try:
            items = get_items(path, answer) if path else [answer]
            item = find_ours(items, connector.enquiry_key_path, wanted)
        except PathError as error:
            raise self._make_unclear(str(error), call) from error
        if item is None and not path:
            reason = self.env._(
                "it is not about our reference, which is expected at “%s”",
                connector.enquiry_key_path,
            )
            raise self._make_unclear(reason, call)
        return item

    def _make_unclear(self, reason, call):
        error = BusinessError(
            "unclear_answer",
            self.env._(
                "%(connector)s was asked whether it has the document, but its answer "
                "is not as agreed: %(reason)s.",
                connector=self.connector.name,
                reason=str(reason).rstrip("."),
            ),
        )
        error.call = call
        return error

    def _tell(self, call, found, **values):
        return Enquiry(
            found,
            status=call.status,
            request=call.request,
            response=call.response,
            **values,
        )


def _fill(value, words):
    """The arguments with our numbers in the place of what stands for them."""
    if isinstance(value, dict):
        return {name: _fill(part, words) for name, part in value.items()}
    if isinstance(value, list):
        return [_fill(part, words) for part in value]
    if isinstance(value, str):
        for word, number in words.items():
            value = value.replace(word, number)
    return value

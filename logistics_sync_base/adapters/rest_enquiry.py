# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote

from ..core.paging import PathError, find_text, get_items
from ..exceptions import PermanentError
from .results import Enquiry


class RestEnquiry:
    """Mixed into the web interface: asks a partner whether it has a document."""

    def can_enquire(self) -> bool:
        """Whether the connector says where to ask."""
        return bool(self.connector.enquiry_path)

    def enquire(self, message) -> Enquiry:
        """Look among what the partner answers for our reference."""
        wanted = message._get_enquiry_words()
        path = self.connector.enquiry_path
        for word, value in wanted.items():
            path = path.replace(word, quote(value, safe=""))
        try:
            call = self._call("GET", path, correlation_id=message.correlation_id)
        except PermanentError as error:
            call = error.call
            if not (call and call.status == 404 and self.connector.enquiry_404_is_no):
                raise
            return self._tell(call, False)
        item = self._find_ours(call, set(wanted.values()))
        if item is None:
            return self._tell(call, False)
        number = self.connector.enquiry_number_path
        return self._tell(call, True, external_id=number and find_text(number, item))

    def _find_ours(self, call, wanted):
        """The first document of the answer that names our reference, or None.

        An answer that is not as agreed raises: it says nothing about ours.
        """
        connector = self.connector
        answer = self._read(call)
        try:
            items = [answer]
            if connector.enquiry_items_path:
                items = get_items(connector.enquiry_items_path, answer)
            for item in items:
                if find_text(connector.enquiry_key_path, item) in wanted:
                    return item
        except PathError as error:
            raise self._make_unclear(str(error), call)
        if items and not connector.enquiry_items_path:
            reason = self.env._(
                "it is not about our reference, which is expected at “%s”",
                connector.enquiry_key_path,
            )
            raise self._make_unclear(reason, call)
        return None

    def _tell(self, call, found, **values):
        return Enquiry(
            found,
            status=call.status,
            request=call.request,
            response=call.response,
            **values,
        )

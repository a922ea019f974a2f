# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote

from ..core.paging import (
    PathError,
    find,
    find_ours,
    find_text,
    get_items,
    get_next_link,
)
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
        try:
            known = number and find_text(number, item)
        except PathError as error:
            raise self._make_unclear(str(error), call) from error
        return self._tell(call, True, external_id=known)

    def _find_ours(self, call, wanted):
        """The first document of the answer that names our reference, or None.

        An answer that is not as agreed, or not the whole of it, raises: it says
        nothing about ours.
        """
        connector = self.connector
        answer = self._read(call)
        is_list = bool(connector.enquiry_items_path)
        try:
            items = [answer]
            if is_list:
                items = get_items(connector.enquiry_items_path, answer)
            item = find_ours(items, connector.enquiry_key_path, wanted)
            has_more = item is None and self._has_more(call, answer)
        except PathError as error:
            raise self._make_unclear(str(error), call) from error
        if has_more:
            reason = self.env._("ours may be on a page that comes after it")
            raise self._make_unclear(reason, call)
        if item is None and not is_list:
            reason = self.env._(
                "it is not about our reference, which is expected at “%s”",
                connector.enquiry_key_path,
            )
            raise self._make_unclear(reason, call)
        return item

    def _has_more(self, call, answer):
        """Whether the partner says that the list goes on."""
        if get_next_link(call.headers.get("link", "")):
            return True
        connector = self.connector
        if connector.rest_paging != "cursor":
            return False
        return bool(find(connector.rest_next_path or "next", answer))

    def _tell(self, call, found, **values):
        return Enquiry(
            found,
            status=call.status,
            request=call.request,
            response=call.response,
            **values,
        )

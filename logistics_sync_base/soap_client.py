# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""SOAP by the partner's WSDL, without any network of its own.

zeep reads WSDL and XSD, writes envelopes and reads replies; the files come from the
connector and the bytes go through the network door. A file that is not there is an
error: nothing is ever fetched behind our back.
"""

import datetime
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault
from zeep.helpers import serialize_object
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from .core.addressing import add_message_id

__all__ = ["Fault", "SoapClient", "SoapError", "get_client"]


class SoapError(ValueError):
    """The WSDL, the arguments or a reply cannot be used; says which and why."""


class _Files(Transport):
    """Serves the partner's files by their names and refuses everything else."""

    def __init__(self, files):
        super().__init__()
        self.files = {name.lower(): content for name, content in files}

    def load(self, url):
        """The content of a file whose name ends the location that refers to it."""
        name = url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
        if name not in self.files:
            raise SoapError(
                f"The file {name or url!r} is referred to, but not attached."
            )
        return self.files[name]

    def post(self, address, message, headers):
        """Never: envelopes go through the network door."""
        raise SoapError("Envelopes are sent by the network door only.")

    get = post


class SoapClient:
    """One service of a WSDL.

    ``files`` is a tuple of (name, bytes), the WSDL first; ``strict`` as in zeep: False
    reads replies that break their own schema.
    """

    def __init__(self, files, strict=True):
        settings = zeep.Settings(
            strict=strict,
            xml_huge_tree=False,
            forbid_dtd=True,
            forbid_entities=True,
            # References to other files are allowed; only _Files answers them.
            forbid_external=False,
        )
        try:
            self.client = zeep.Client(
                files[0][0], transport=_Files(files), settings=settings
            )
        except SoapError:
            raise
        except (ZeepError, etree.LxmlError, OSError, ValueError, LookupError) as error:
            raise SoapError(f"The WSDL cannot be read: {error}") from error

    def operations(self):
        """Names of the operations there are, of all ports."""
        names = {
            name
            for service in self.client.wsdl.services.values()
            for port in service.ports.values()
            for name in port.binding._operations
        }
        return sorted(names)

    def _find(self, operation):
        for service in self.client.wsdl.services.values():
            for port in service.ports.values():
                if operation in port.binding._operations:
                    return port
        known = ", ".join(self.operations())
        raise SoapError(f"There is no operation {operation!r}; there are: {known}.")

    def get_address(self, operation):
        """The address the WSDL names for an operation."""
        return self._find(operation).binding_options["address"]

    def write_call(self, operation, arguments, login=None, message_id=None):
        """(envelope as bytes, headers) of a call; ``login`` is (user, password).

        ``message_id`` goes into the header as WS-Addressing describes.

        Raises SoapError naming the argument that does not fit.
        """
        port = self._find(operation)
        try:
            envelope, headers = port.binding._create(
                operation,
                (),
                dict(arguments),
                client=self.client,
                options=port.binding_options,
            )
        except (ZeepError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise SoapError(f"The arguments do not fit {operation}: {error}") from error
        if login:
            envelope, headers = UsernameToken(*login).apply(envelope, headers)
        if message_id:
            described = port.binding.get(operation)
            add_message_id(envelope, message_id, described.soapaction or operation)
        body = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        return body, {name: str(value) for name, value in headers.items()}

    def read_reply(self, operation, body, content_type="text/xml", status=200):
        """What a reply says, as plain dicts, lists and texts.

        Raises Fault when the partner answers with one, SoapError for what is no reply.
        """
        port = self._find(operation)
        described = port.binding.get(operation)
        response = SimpleNamespace(
            status_code=status,
            content=body,
            headers={"Content-Type": content_type or "text/xml"},
            encoding="utf-8",
        )
        try:
            found = port.binding.process_reply(self.client, described, response)
            self._check_answers(described, body)
        except Fault:
            raise
        except (
            ZeepError,
            etree.LxmlError,
            ValueError,
            TypeError,
            LookupError,
        ) as error:
            raise SoapError(f"The reply cannot be read: {error}") from error
        return as_plain(serialize_object(found, target_cls=dict))

    def _check_answers(self, described, body):
        """Raise SoapError for a body that is no reply of the operation.

        zeep passes over elements it does not expect, and an empty answer would look
        like no news.
        """
        expected = getattr(described.output.body, "qname", None)
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
        found = root.find("{*}Body/*")
        if expected is not None and (found is None or found.tag != expected.text):
            name = "nothing" if found is None else etree.QName(found).localname
            raise SoapError(
                f"The reply holds {name} where {expected.localname} belongs."
            )


@lru_cache(maxsize=16)
def get_client(files, strict=True):
    """A SoapClient; reading a WSDL takes a while, so that some are kept."""
    return SoapClient(files, strict)


def as_plain(value):
    """A value as JSON holds it: amounts as texts, times in ISO 8601."""
    if isinstance(value, dict):
        return {str(name): as_plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, etree._Element):
        return etree.tostring(value, encoding="unicode")
    return value if value is None or isinstance(value, bool | int | str) else str(value)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import urljoin

from ..codec.json_document import JsonError, as_json, load
from ..core.marks import get_later
from ..core.paging import PathError, find, find_text, get_items, get_next_link
from ..exceptions import BusinessError, TooLargeError
from .base import Adapter
from .registry import register
from .rest_enquiry import RestEnquiry
from .results import Check, Delivery, Document

# A partner whose last page never comes must not keep a worker for ever.
MAX_PAGES = 200


@register
class RestAdapter(RestEnquiry, Adapter):
    """A partner's web interface: fetch documents from it, send documents to it."""

    transport = "rest"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"poll", "send", "command", "check", "enquire", "fetch"})

    def __init__(self, connector):
        super().__init__(connector)
        self._mark = None
        self._is_polling = False
        self._is_held = False

    # -------------------------------------------------------------- calls
    def _call(self, method, path, **values):
        """One call with our credentials; a refused token is renewed once."""
        connector = self.connector
        # Joined as text: a path may not lead to another host.
        url = path if "://" in path else _join(connector.base_url, path)
        headers = connector._get_rest_headers() | {"Accept": "application/json"}
        values["headers"] = headers | values.get("headers", {})
        network = self.env["logistics.sync.network"]
        if connector.rest_auth != "oauth2":
            return network._request(connector, method, url, **self._prove(values))
        token = self._get_token()
        try:
            return network._request(connector, method, url, **_bear(values, token))
        except BusinessError as error:
            if not error.call or error.call.status != 401:
                raise
        token = self._get_token(rejected=token)
        return network._request(connector, method, url, **_bear(values, token))

    def _prove(self, values):
        """The arguments of a call, with the credentials the connector asks for."""
        kind = self.connector.rest_auth
        if kind == "none":
            return values
        credential = "password" if kind == "basic" else "api_key"
        texts = self.connector.credential_ids._get_secret_texts(credential)
        if not texts:
            raise BusinessError(
                "authentication_failed",
                self.env._(
                    "%s needs a secret to prove who we are, but none is valid. Enter "
                    "it on the page Secrets, then retry.",
                    self.connector.name,
                ),
            )
        secret, name = texts[0], self.connector.rest_key_name or "X-API-Key"
        if kind == "basic":
            packed = base64.b64encode(secret.encode()).decode()
            return values | {"secret_headers": {"Authorization": f"Basic {packed}"}}
        if kind == "bearer":
            return _bear(values, secret)
        if kind == "api_key_query":
            return values | {"secret_params": {name: secret}}
        return values | {"secret_headers": {name: secret}}

    def _get_token(self, rejected=None):
        tokens = self.env["logistics.sync.access.token"]
        return tokens._get_token(self.connector, self._keep, rejected)

    def _keep(self):
        """Commit what must outlive this piece of work, where its driver allows it."""
        if self._is_polling:
            self.env["ir.cron"]._commit_progress()
        else:
            self.connector._leave_transaction()

    # ---------------------------------------------------------------- in
    def poll(self) -> Iterator[Document]:
        """Documents of all pages since the last place, in the partner's order."""
        self._is_polling = True
        connector = self.connector
        params = {}
        if connector.rest_mark and connector.rest_mark_parameter:
            params[connector.rest_mark_parameter] = connector.rest_mark
        step = connector.rest_poll_path or "", params
        if connector.rest_paging == "page":
            step = step[0], params | {connector.rest_page_parameter: 1}
        seen = set()
        for number in range(1, MAX_PAGES + 1):
            try:
                call = self._call("GET", step[0], params=step[1])
            except TooLargeError as error:
                self._refuse_page(step, error)
                if connector.rest_paging != "page":
                    return
                step = step[0], params | {connector.rest_page_parameter: number + 1}
                continue
            page = self._read(call)
            documents = list(self._split(call, page))
            yield from documents
            step = self._get_next(call, page, documents, params, number)
            if not step:
                return
            # A partner that names the same page again would go on for ever.
            place = step[0], tuple(step[1].items())
            if place in seen:
                break
            seen.add(place)
        raise BusinessError(
            "unclear_answer",
            self.env._(
                "%s names page after page without an end. Check how pages are set at "
                "the connector; what was fetched is kept.",
                self.connector.name,
            ),
        )

    def _refuse_page(self, step, error):
        """Ask a person, once, about a page beyond the limit.

        The mark stays where it is, so that what the page holds is fetched as soon as
        the partner cuts it smaller or the limit is raised.
        """
        path, params = step
        place = as_json([path, sorted(params.items())])
        digest = hashlib.sha256(place.encode()).hexdigest()
        self.connector._note_refusal(f"rest:page:{digest}", str(error))
        self._keep()
        self._is_held = True

    def _read(self, call):
        """The answer as data; one that is no JSON is no answer."""
        try:
            return load(call.body)
        except JsonError as error:
            raise self._make_unclear(error.message, call)

    def _split(self, call, page):
        connector = self.connector
        if not connector.rest_items_path:
            digest = hashlib.sha256(call.body).hexdigest()
            yield Document(call.body, f"rest:{digest}", call.content_type or None)
            return
        try:
            items = get_items(connector.rest_items_path, page)
            for item in items:
                body = as_json(item).encode()
                digest = hashlib.sha256(body).hexdigest()
                known = connector.rest_key_path
                number = known and find_text(known, item)
                # The same number with another content is news, not a repetition.
                key = f"rest:{number}:{digest[:16]}" if number else f"rest:{digest}"
                if connector.rest_mark_path:
                    mark = find_text(connector.rest_mark_path, item)
                    self._mark = get_later(self._mark, mark)
                yield Document(body, key, "application/json")
        except PathError as error:
            raise self._make_unclear(str(error), call)

    def _get_next(self, call, page, documents, params, number):
        """(path or URL, parameters) of the next page, or None after the last one."""
        connector = self.connector
        kind = connector.rest_paging
        if kind == "link":
            link = get_next_link(call.headers.get("link", ""))
            return link and (urljoin(call.url, link), {})
        if kind == "page" and documents and connector.rest_items_path:
            name = connector.rest_page_parameter
            return connector.rest_poll_path or "", params | {name: number + 1}
        if kind != "cursor":
            return None
        cursor = find_text(connector.rest_next_path or "next", page)
        if not cursor:
            return None
        if "://" in cursor or cursor.startswith("/"):
            return urljoin(call.url, cursor), {}
        name = connector.rest_page_parameter
        return connector.rest_poll_path or "", params | {name: cursor}

    def finish_poll(self) -> None:
        """All are stored: the next time begins where this one ended."""
        if self._mark and not self._is_held:
            self.connector.sudo().rest_mark = self._mark

    def fetch(self, path: str) -> bytes:
        """What the partner answers at a path below its address."""
        return self._call("GET", path).body

    # --------------------------------------------------------------- out
    def send(self, message) -> Delivery:
        """Send one document; success is what the partner's answer says it is."""
        connector = self.connector
        call = self._call(
            connector.rest_send_method,
            connector.rest_send_path or "",
            body=message._get_body_bytes(),
            headers={"Content-Type": message.content_type or "application/json"},
            correlation_id=message.correlation_id,
            idempotency_key=message.public_id,
        )
        told = {
            "request": call.request,
            "response": call.response,
            "status": call.status,
        }
        if not (connector.rest_id_path or connector.rest_faults_path):
            return Delivery.success(**told)
        answer = self._read(call)
        try:
            faults = connector.rest_faults_path and find(
                connector.rest_faults_path, answer
            )
            number = connector.rest_id_path and find_text(
                connector.rest_id_path, answer
            )
        except PathError as error:
            raise self._make_unclear(str(error), call)
        if faults:
            return Delivery.business(
                "rejected_by_partner",
                self.env._(
                    "%(connector)s took the call but refused: %(faults)s",
                    connector=connector.name,
                    faults=_list(faults),
                ),
                external_id=number or None,
                **told,
            )
        if connector.rest_id_path and not number:
            reason = self.env._("its number is missing at “%s”", connector.rest_id_path)
            raise self._make_unclear(reason, call)
        return Delivery.success(external_id=number or None, **told)

    def check(self) -> Check:
        """Call the path for tests and tell how long it took."""
        call = self._call("GET", self.connector.rest_check_path or "")
        self.connector._log_check(call)
        return Check(
            True,
            self.env._(
                "%(connector)s answered %(status)s within %(time)s ms.",
                connector=self.connector.name,
                status=call.status,
                time=call.elapsed_ms,
            ),
            call.elapsed_ms,
        )

    def _make_unclear(self, reason, call):
        error = BusinessError(
            "unclear_answer",
            self.env._(
                "%(connector)s answered %(status)s, but the answer is not as agreed: "
                "%(reason)s. Ask the partner whether it has the document before you "
                "send it again.",
                connector=self.connector.name,
                status=call.status,
                reason=str(reason).rstrip("."),
            ),
        )
        error.call = call
        return error


def _join(base, path):
    return f"{(base or '').rstrip('/')}/{path.lstrip('/')}" if path else base or ""


def _bear(values, token):
    return values | {"secret_headers": {"Authorization": f"Bearer {token}"}}


def _list(faults):
    faults = faults if isinstance(faults, list) else [faults]
    texts = [one if isinstance(one, str) else as_json(one) for one in faults[:10]]
    return "; ".join(texts)[:500]

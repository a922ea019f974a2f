# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ..codec import json_document
from ..core.refusal import Answer, Refusal

TOKEN = ("replay_token",)
KNOWN = (
    "reason",
    "message_ids",
    "received_from",
    "received_to",
    "states",
    "begin_with",
    "mapping",
    "include_done",
    "dry_run",
)
STATES = ("dead", "exception", "failed", "processed", "acknowledged", "ignored")
STAGES = {"read": "read", "follow": "follow", "deliver": "deliver"}
MAPPINGS = ("current", "original")
MOST_IDS = 5000
LONGEST_REASON = 500


class LogisticsSyncPartnerApi(models.AbstractModel):
    """Replays over the interface: the rules are those of the form.

    A token asks for messages of its own connector only. What is about money is never
    started by a token: it waits for somebody of Finance.
    """

    _inherit = "logistics.sync.partner.api"

    @api.model
    @api.private
    def _ask_replay(self, connector, arrival):
        """Plan a replay and start it, ask for its approval, or only show the plan."""
        self._authorize(connector, arrival, TOKEN)
        wanted = self._read_replay(arrival.body)
        replays = self.env["logistics.sync.replay"].with_user(SUPERUSER_ID)
        try:
            # What is refused leaves nothing behind.
            with self.env.cr.savepoint():
                replay = replays._request(
                    self._get_replay_domain(connector, wanted),
                    wanted["reason"],
                    connector.company_id,
                    source="api",
                    connector_id=connector.id,
                    credential_id=self._get_credential(connector, arrival).id,
                    criteria=self.env._("Asked for over the interface"),
                    stage=STAGES[wanted.get("begin_with", "read")],
                    mapping=wanted.get("mapping", "current"),
                    include_done=wanted.get("include_done", False),
                )
                if wanted.get("dry_run"):
                    replay._preview()
                    replay.state = "cancelled"
                else:
                    replay._start_or_ask()
        except (UserError, AccessError) as error:
            raise Refusal(
                422,
                "not_replayable",
                "Cannot be replayed",
                str(error),
                remedy="Choose other messages, or ask the operator.",
            ) from error
        status = 200 if wanted.get("dry_run") else 202
        return Answer(status, self._as_replay(replay, arrival, with_plan=True))

    @api.model
    @api.private
    def _look_at_replay(self, connector, arrival, replay_id):
        """How far a replay of this connector's system is."""
        self._authorize(connector, arrival, TOKEN)
        replays = self.env["logistics.sync.replay"].with_user(SUPERUSER_ID)
        number = replay_id.isascii() and replay_id.isdigit() and len(replay_id) < 10
        replay = number and replays.search(
            [("id", "=", int(replay_id)), ("connector_id", "=", connector.id)]
        )
        if not replay:
            raise Refusal(
                404,
                "unknown_replay",
                "Unknown replay",
                "There is no replay of yours with this id.",
                field="replay_id",
                remedy="Send the replay_id of an earlier answer.",
            )
        return Answer(200, self._as_replay(replay, arrival))

    @api.model
    def _get_credential(self, connector, arrival):
        token = arrival.get("authorization").partition(" ")[2].strip()
        return connector.credential_ids._match_token(token, TOKEN[0])

    # ------------------------------------------------------------------ reading
    @api.model
    def _read_replay(self, body):
        """The request as a checked dict; raises Refusal naming the field."""
        try:
            wanted = json_document.load(body)
        except json_document.JsonError as error:
            raise self._get_bad_replay(str(error), None) from error
        if not isinstance(wanted, dict):
            raise self._get_bad_replay("An object is expected.", None)
        for name in wanted:
            if name not in KNOWN:
                raise self._get_bad_replay("There is no such field.", name[:60])
        reason = wanted.get("reason")
        if (
            not isinstance(reason, str)
            or not 5 <= len(reason.strip()) <= LONGEST_REASON
        ):
            raise self._get_bad_replay(
                f"A text of 5 to {LONGEST_REASON} characters.", "reason"
            )
        self._check_replay_choices(wanted)
        self._check_replay_ids(wanted)
        for name in ("received_from", "received_to"):
            if name in wanted:
                wanted[name] = self._read_moment(wanted[name], name)
        if not {"message_ids", "received_from", "states"} & wanted.keys():
            raise self._get_bad_replay(
                "Say which messages: by their ids, by time or by state.", "message_ids"
            )
        return wanted

    def _check_replay_choices(self, wanted):
        for name, choices in (("begin_with", tuple(STAGES)), ("mapping", MAPPINGS)):
            if name in wanted and wanted[name] not in choices:
                raise self._get_bad_replay(f"One of: {', '.join(choices)}.", name)
        for name in ("include_done", "dry_run"):
            if name in wanted and not isinstance(wanted[name], bool):
                raise self._get_bad_replay("true or false.", name)
        states = wanted.get("states", ["dead"])
        if (
            not isinstance(states, list)
            or not states
            or any(state not in STATES for state in states)
        ):
            raise self._get_bad_replay(f"A list of: {', '.join(STATES)}.", "states")

    def _check_replay_ids(self, wanted):
        ids = wanted.get("message_ids", [""])
        if (
            not isinstance(ids, list)
            or not 1 <= len(ids) <= MOST_IDS
            or not all(isinstance(one, str) and "\x00" not in one for one in ids)
        ):
            raise self._get_bad_replay(
                f"A list of 1 to {MOST_IDS} message ids.", "message_ids"
            )

    @api.model
    def _read_moment(self, text, name):
        """A moment with its offset as naive UTC, the way Odoo keeps times."""
        problem = self._get_bad_replay(
            "A time with its offset, such as 2026-11-20T22:00:00Z.", name
        )
        if not isinstance(text, str):
            raise problem
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                raise problem
            return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        except (ValueError, OverflowError) as error:
            raise problem from error

    @api.model
    def _get_replay_domain(self, connector, wanted):
        domain = [("connector_id", "=", connector.id)]
        if "message_ids" in wanted:
            domain.append(("public_id", "in", wanted["message_ids"]))
        if "states" in wanted or "message_ids" not in wanted:
            domain.append(("state", "in", wanted.get("states", ["dead"])))
        if "received_from" in wanted:
            domain.append(("received_at", ">=", wanted["received_from"]))
        if "received_to" in wanted:
            domain.append(("received_at", "<", wanted["received_to"]))
        return domain

    @api.model
    def _get_bad_replay(self, detail, field):
        return Refusal(
            422,
            "bad_replay",
            "Replay not usable",
            detail,
            field=field,
            remedy='Send {"reason": "...", "message_ids": ["..."]}, or states and '
            "times instead of ids.",
        )

    # ------------------------------------------------------------------ telling
    @api.model
    def _as_replay(self, replay, arrival, with_plan=False):
        replay.invalidate_recordset()
        found = {
            "replay_id": str(replay.id),
            "state": replay.state,
            "chosen": replay.total_count,
            "replayed": replay.replayed_count,
            "done_already": replay.done_count,
            "in_work": replay.busy_count,
            "succeeded": replay.succeeded_count,
            "open": replay.open_count,
            "failed": replay.failed_count,
            "correlation_id": arrival.trace,
        }
        if with_plan:
            found["messages"] = [
                {
                    "message_id": line.message_id.public_id,
                    "plan": line.plan,
                    "result": line.result or None,
                    "detail": line.sentence or None,
                }
                for line in replay.line_ids[:100]
            ]
        return found

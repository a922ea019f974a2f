# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a partner pastes from the guide, pasted: the guide and the product agree."""

import json
import subprocess

import guide
import pytest
from harness import PATIENCE, Database, Server

MARK = "----- next block -----"
QUIET = ("--load=base,rpc,web", "--max-cron-threads=0")


@pytest.fixture(scope="module")
def pasted(tmp_path_factory):
    """[(block, lines it answered)] of one bash session, and the messages stored."""
    blocks = guide.read_blocks()
    with Database("guide") as database:
        database.run("guide.py", json.dumps(guide.read_setup()))
        with Server(database, *QUIET) as server:
            script = f"\necho '{MARK}'\n".join(block.commands for block in blocks)
            own = script.replace("BASE=https://logistics.example.com", "", 1)
            assert own != script, "the guide no longer says where to put the address"
            done = subprocess.run(
                ["bash"],
                input=f"BASE={server.url}\n{own}",
                cwd=tmp_path_factory.mktemp("partner"),
                capture_output=True,
                text=True,
                timeout=PATIENCE * 2,
                check=False,
            )
        assert not done.stderr, done.stderr
        stored = database.query(
            "SELECT public_id, idempotency_key FROM logistics_sync_message"
        )
    answers = [part.strip().splitlines() for part in done.stdout.split(MARK)]
    return list(zip(blocks, answers, strict=True)), dict(stored)


def test_each_block_answers_what_the_guide_promises(pasted):
    """C14: what the partner's guide shows is what a server set up so answers."""
    answered, _stored = pasted
    for block, lines in answered:
        shown = f"{block.heading}:\n{block.commands}\n" + "\n".join(lines)
        assert block.fits(lines), shown
    assert len([block for block, __ in answered if block.answer]) >= 10


def test_what_the_guide_says_in_words_holds(pasted):
    """B9: the same answer byte for byte, and each accepted document is stored."""
    answered, stored = pasted
    first, again = [
        lines[0]
        for block, lines in answered
        if block.commands.endswith("sign_and_send scan-1 event.json\n")
    ]
    assert first == again
    told = [
        json.loads(line)
        for block, lines in answered
        for line in lines
        if line.startswith("{")
    ]
    accepted = [one["message_id"] for one in told if one.get("status") == "accepted"]
    assert accepted and set(accepted) <= set(stored)
    for problem in (one for one in told if "type" in one):
        assert problem["detail"] and problem["remedy"], problem


def test_a_block_without_its_answer_is_found_out():
    """C14: an answer that is not promised, or another one, does not pass."""
    block = guide.Block("x", "true", ('{"a": "…"}', "202"))
    assert block.fits(['{"a": "1"}', "202"])
    assert not block.fits(['{"a": "1"}', "200"])
    assert not block.fits(['{"a": "1"}'])
    assert not guide.Block("x", "true", ()).fits(["202"])

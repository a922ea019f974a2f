# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import tagged

from .. import check_trail
from .test_audit import AuditCase


@tagged("post_install", "-at_install")
class TestCheckTrail(AuditCase):
    """The command an auditor runs on a file, far from Odoo."""

    def check(self, lines, *words):
        """(exit code, what the command says)"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "trail.jsonl"
            path.write_text("\n".join(lines))
            done = subprocess.run(
                [sys.executable, "-I", check_trail.__file__, str(path), *words],
                capture_output=True,
                text=True,
                check=False,
            )
        self.assertFalse(done.stderr)
        return done.returncode, done.stdout

    def test_the_command_tells_what_was_changed_or_cut_off(self):
        """M26: sound, forged, without its newest seal, and no trail at all."""
        self.process("T-1")
        self.seals._seal_all()
        kept = self.seals.search([], limit=1)
        report = self.env["logistics.sync.audit.report"].create({})
        report.action_export()
        lines = base64.b64decode(report.file).decode().splitlines()
        said = self.check(lines, "--seal", kept.hash)
        self.assertEqual(said, (0, "Nothing was changed or removed.\n"))
        forged = [line.replace("processed", "ignored") for line in lines]
        code, text = self.check(forged)
        self.assertEqual(code, 1)
        self.assertIn("changed: seal", text)
        # Whoever cuts off the newest entries with their seal leaves a sound chain.
        place = next(n for n, line in enumerate(lines) if kept.hash in line)
        start = max(
            (n for n, line in enumerate(lines[:place]) if '"seal"' in line), default=-1
        )
        cut = lines[: start + 1]
        self.assertEqual(self.check(cut)[0], 0)
        code, text = self.check(cut, "--seal", kept.hash)
        self.assertEqual(code, 1)
        self.assertIn(f"the seal {kept.hash} is not in the file", text)
        self.assertEqual(self.check(["not a trail"])[0], 1)

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..codec.json_document import as_json


class LogisticsSyncMappingSample(models.Model):
    """A document and what has to become of it: part of what is approved."""

    _name = "logistics.sync.mapping.sample"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "Contract Sample"
    _order = "sequence, id"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Case", required=True)
    body = fields.Text(
        string="Document",
        required=True,
        help="The partner's document; for what we send our own (canonical JSON).",
    )
    expectation = fields.Selection(
        [("result", "This result"), ("fault", "This finding")],
        string="Must Give",
        required=True,
        default="result",
    )
    expected = fields.Text(
        help="The result to the letter of every field. For a finding: a part of its "
        "field or sentence.",
    )
    outcome = fields.Char(compute="_compute_outcome")
    passes = fields.Boolean(compute="_compute_outcome")

    @api.depends("body", "expected", "expectation", "mapping_id.rule_ids")
    def _compute_outcome(self):
        for sample in self:
            difference = sample._run()
            sample.passes = difference is None
            sample.outcome = difference or self.env._("As expected")

    def _run(self):
        """None when the sample gives what it has to, else the first difference."""
        self.ensure_one()
        if not self.body:
            return self.env._("There is no document.")
        results, problem = self.mapping_id._try_sample(self.body)
        faults = [fault for __, found in results for fault in found]
        if self.expectation == "fault":
            return self._compare_fault(faults, problem)
        if problem:
            return problem
        errors = [fault for fault in faults if fault.level == "error"]
        if errors:
            return self.env._(
                "%(field)s: %(message)s",
                field=errors[0].field,
                message=errors[0].message,
            )
        return self._compare_result([result for result, __ in results])

    def _compare_fault(self, faults, problem):
        wanted = (self.expected or "").strip()
        told = [f"{fault.field} {fault.code} {fault.message}" for fault in faults]
        told += [problem] if problem else []
        if not told:
            return self.env._("A finding is expected, but the document passes.")
        if any(wanted in sentence for sentence in told):
            return None
        return self.env._(
            "“%(wanted)s” is expected, but found was: %(found)s",
            wanted=wanted,
            found=told[0],
        )

    def _compare_result(self, results):
        if not self.expected:
            return self.env._("Nobody has said what must become of it.")
        written = "\n".join(part for part in results if isinstance(part, str))
        if written:
            return self._compare_text(written)
        try:
            expected = json.loads(self.expected)
        except ValueError:
            return self.env._("What is expected is no JSON.")
        expected = expected if isinstance(expected, list) else [expected]
        # Through JSON and back: only what crosses the wire counts.
        found = find_difference(expected, json.loads(as_json(results)), "")
        if not found:
            return None
        path, wanted, given = found
        return self.env._(
            "%(path)s: %(wanted)s is expected, but it is %(given)s",
            path=path or self.env._("The result"),
            wanted=json.dumps(wanted, ensure_ascii=False)[:80],
            given=json.dumps(given, ensure_ascii=False)[:80],
        )

    def _compare_text(self, written):
        wanted = self.expected.strip().splitlines()
        given = written.strip().splitlines()
        for number in range(max(len(wanted), len(given))):
            left, right = wanted[number : number + 1], given[number : number + 1]
            if left != right:
                return self.env._(
                    "Line %(number)s: “%(wanted)s” is expected, but it is “%(given)s”",
                    number=number + 1,
                    wanted="".join(left)[:80],
                    given="".join(right)[:80],
                )
        return None

    def action_accept_result(self):
        """Button: what comes out now is what has to come out."""
        for sample in self:
            results, problem = sample.mapping_id._try_sample(sample.body)
            errors = [
                fault.message
                for __, found in results
                for fault in found
                if fault.level == "error"
            ]
            if problem or errors:
                raise UserError(
                    self.env._("The document does not pass: %s", problem or errors[0])
                )
            parts = [result for result, __ in results]
            texts = [part for part in parts if isinstance(part, str)]
            render = sample.mapping_id._render_json
            sample.expected = "\n".join(texts) or render(
                parts[0] if len(parts) == 1 else parts
            )
        return True


def find_difference(wanted, given, path):
    """(path, wanted, given) of the first place where two JSON values differ."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        for name in sorted(wanted.keys() | given.keys()):
            place = f"{path}.{name}" if path else name
            found = find_difference(wanted.get(name), given.get(name), place)
            if found:
                return found
        return None
    if isinstance(wanted, list) and isinstance(given, list):
        if len(wanted) == len(given):
            for number, pair in enumerate(zip(wanted, given, strict=True)):
                found = find_difference(*pair, f"{path}[{number}]")
                if found:
                    return found
            return None
        return (path, f"{len(wanted)} entries", f"{len(given)} entries")
    return None if wanted == given else (path, wanted, given)


class LogisticsSyncMapping(models.Model):
    _inherit = "logistics.sync.mapping"

    sample_ids = fields.One2many(
        "logistics.sync.mapping.sample",
        "mapping_id",
        string="Contract Samples",
        copy=True,
    )

    def _run_samples(self):
        """[(sample, difference)] of the contract samples that fail."""
        self.ensure_one()
        outcomes = [(sample, sample._run()) for sample in self.sample_ids]
        return [(sample, difference) for sample, difference in outcomes if difference]

    def _check_contract(self):
        for mapping in self:
            failing = mapping._run_samples()
            if failing:
                raise ValidationError(
                    self.env._(
                        "“%(mapping)s” does not keep its contract:\n%(cases)s",
                        mapping=mapping.display_name,
                        cases="\n".join(
                            f"{sample.name}: {difference}"
                            for sample, difference in failing
                        ),
                    )
                )
        return super()._check_contract()

    def action_keep_sample(self):
        """Button: the document being tried becomes a contract sample."""
        self.ensure_one()
        if not self.sample:
            raise UserError(self.env._("Paste a document first."))
        self.env["logistics.sync.mapping.sample"].create(
            {
                "mapping_id": self.id,
                "name": self.env._("Sample %s", len(self.sample_ids) + 1),
                "body": self.sample,
            }
        ).action_accept_result()
        return True

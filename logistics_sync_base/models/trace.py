# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

# One collective invoice may tie a year of orders together; nobody reads that.
MOST_DOCUMENTS = 200
MOST_EVENTS = 100
MOST_MESSAGES = 60
# A number that stands for more than these needs a better number.
MOST_STORIES = 8


class LogisticsSyncTrace(models.AbstractModel):
    """From any number to all documents and messages of the same story.

    Addons tell which fields hold numbers (:meth:`_get_number_fields`), how documents
    hang together (:meth:`_get_neighbours`) and in which order they are shown
    (:meth:`_get_stages`). Documents are followed as far as they reach, so that the
    story is the same wherever one begins.
    """

    _name = "logistics.sync.trace"
    _description = "Trace of a Number"

    # ----------------------------------------------------- what addons extend
    @api.model
    def _get_number_fields(self):
        """{model: fields that hold a number somebody may ask for}"""
        return {"logistics.sync.document": ["number"]}

    @api.model
    def _get_traced_domain(self, model):
        """Which records of a model are found by their numbers; addons narrow it."""
        return Domain.TRUE

    @api.model
    def _get_neighbours(self, records):
        """[recordset] of the documents directly tied to these records of one model."""
        return []

    @api.model
    def _get_stages(self):
        """[(model, title, state field, time field)] in the order of the story."""
        return [
            (
                "logistics.sync.document",
                self.env._("Staged Documents"),
                "state",
                "create_date",
            )
        ]

    # ------------------------------------------------------------------ trace
    @api.model
    @api.private
    def _trace(self, number):
        """The story of a number: documents by stage, events and open questions.

        Only what the user may read is in it, of the companies the user works in.
        """
        known, more = self._follow(self._find_documents(number))
        events = self._find_events(known, number)
        # What could not be read told nothing, and is asked for all the more.
        carried = self._find_messages(number)
        return self._tell_story(number, known, more, events, carried)

    @api.model
    @api.private
    def _trace_stories(self, number):
        """One story for each thing the number stands for, as of :meth:`_trace`.

        Most numbers stand for one; some partner's order number is the parcel of
        another. ``title`` says what a story is about.
        """
        stories, seen = [], set()
        found = list(dict.fromkeys(self._find_documents(number)))
        for pair in found:
            if pair in seen or len(stories) >= MOST_STORIES:
                continue
            known, more = self._follow([pair])
            seen |= known
            events = self._find_events(known, None)
            story = self._tell_story(number, known, more, events)
            if story["stages"]:
                stories.append(story | {"title": self._get_title(pair, story)})
        if len(stories) < 2:
            story = self._trace(number)
            known = story["stages"] or story["events"] or story["messages"]
            return [story | {"title": number}] if known else []
        loose = self._find_events([], number).filtered(
            lambda event: (event.res_model, event.res_id) not in seen
        )
        story = self._tell_story(number, set(), False, loose)
        if story["events"]:
            title = self.env._("Told under this number, about nothing known")
            stories.append(story | {"title": title})
        return stories

    @api.model
    def _get_title(self, pair, story):
        model, record_id = pair
        first = story["stages"][0]
        whole = f"{first['title']}: {first['rows'][0]['name']}"
        for stage in story["stages"]:
            for row in stage["rows"]:
                if (stage["model"], row["id"]) != pair:
                    continue
                own = f"{self.env[model]._description}: {row['name']}"
                return own if stage is first else f"{own} ({whole})"
        return whole

    @api.model
    def _tell_story(self, number, known, more, events, carried=None):
        messages = self._find_messages_of(events)
        shown = messages[:MOST_MESSAGES] | (carried or messages.browse())
        questions = self._find_questions(known, events, messages | shown)
        return {
            "number": number,
            "stages": self._as_stages(known),
            "events": self._readable(events[:MOST_EVENTS]),
            "messages": self._readable(shown),
            "questions": self._readable(questions),
            "shortened": more
            or len(events) > MOST_EVENTS
            or len(messages) > MOST_MESSAGES,
        }

    @api.model
    def _get_spellings(self, number):
        """How a number may be written: without its blanks, in capitals, in small."""
        bare = number.strip().lstrip("#")
        both = {" ".join(bare.split()), "".join(bare.split())}
        return sorted(
            {form for text in both for form in (text, text.upper(), text.lower())}
            - {""}
        )

    @api.model
    def _find_documents(self, number):
        """[(model, id)] that carry this number, or are known to a partner by it."""
        found = []
        spellings = self._get_spellings(number)
        if not spellings:
            return found
        forms = sorted({spelling.lower() for spelling in spellings})
        for model, names in self._get_number_fields().items():
            same = Domain.OR(
                Domain(name, "=ilike", _literal(form))
                for name in names
                for form in forms
            )
            same &= self._own(model) & self._get_traced_domain(model)
            records = self.env[model].sudo().search(same, limit=20)
            found += [(model, record.id) for record in records]
        references = self.env["logistics.sync.external.ref"].sudo()
        for reference in references.search(
            self._own(references._name) & Domain("external_id", "in", spellings),
            limit=20,
        ):
            found.append((reference.res_model, reference.res_id))
        for event in self._find_events([], number).filtered("res_id"):
            found.append((event.res_model, event.res_id))
        stages = {model for model, *__ in self._get_stages()}
        return [pair for pair in found if pair[0] in stages]

    @api.model
    def _follow(self, pairs):
        """(the documents these hang together with, whether some were left out)"""
        known, todo = set(), list(dict.fromkeys(pairs))
        while todo:
            known.update(todo)
            fresh = []
            for model in dict.fromkeys(model for model, __ in todo):
                ids = [record_id for name, record_id in todo if name == model]
                records = self.env[model].sudo().browse(ids).exists()
                for tied in self._get_neighbours(records):
                    fresh += [
                        (tied._name, record.id)
                        for record in tied.sudo().filtered_domain(self._own(tied._name))
                    ]
            todo = [pair for pair in dict.fromkeys(fresh) if pair not in known]
            if len(known) + len(todo) > MOST_DOCUMENTS:
                return known | set(todo[: MOST_DOCUMENTS - len(known)]), True
        return known, False

    @api.model
    def _own(self, model):
        companies = self.env.companies.ids
        if "company_id" not in self.env[model]._fields:
            return Domain.TRUE
        return Domain("company_id", "in", companies)

    @api.model
    def _find_events(self, pairs, number):
        """What was told about these documents, or under this number, newest first."""
        about = Domain.FALSE
        by_model = {}
        for model, record_id in pairs:
            by_model.setdefault(model, []).append(record_id)
        for model, ids in by_model.items():
            about |= Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            about |= self._get_unplaced_domain(model, ids)
        if spellings := number and self._get_spellings(number):
            about |= Domain("reference", "in", spellings)
            about |= Domain("message_id", "=", False) & Domain(
                "correlation_id", "in", spellings
            )
            carried = self._find_messages(number)
            about |= Domain("message_id", "in", carried.ids)
            about |= Domain("delivery_ids.message_id", "in", carried.ids)
        events = self.env["logistics.sync.event"].sudo()
        return events.search(
            self._own(events._name) & about,
            order="occurred_at desc, id desc",
            limit=MOST_EVENTS + 1,
        )

    # ---------------------------------------------------------------- telling
    @api.model
    def _readable(self, records):
        """Those of the records that the user may read, as the user."""
        records = records.with_env(self.env)
        return records._filtered_access("read") if records else records

    @api.model
    def _as_stages(self, pairs):
        """[{model, title, rows}] of the stages in which something is."""
        stages, told = [], set()
        for model, title, state_name, time_name in self._get_stages():
            # Addons beside each other may know the same documents.
            if model in told:
                continue
            told.add(model)
            ids = sorted(record_id for name, record_id in pairs if name == model)
            records = self._readable(self.env[model].browse(ids).exists())
            if not records:
                continue
            rows = [
                {
                    "id": record.id,
                    "name": record.display_name,
                    "state": self._get_label(record, state_name),
                    "at": record[time_name] if time_name else False,
                }
                for record in records
            ]
            stages.append({"model": model, "title": title, "rows": rows})
        return stages

    @api.model
    def _get_label(self, record, name):
        field = record._fields[name]
        if field.type != "selection":
            return record[name] or ""
        return dict(field._description_selection(self.env)).get(record[name], "")


def _literal(number):
    """The number for an exact search that does not mind upper and lower case."""
    return number.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

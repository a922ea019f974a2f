# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.times import OccurredAt, parse_timestamp, parse_x12_time

FUZZ = settings(max_examples=200, deadline=None, database=None, derandomize=True)
NEW_YORK = "America/New_York"


@tagged("-at_install", "post_install")
class TestTimestamps(BaseCase):
    def _check(self, moment, utc, offset, precision, source):
        self.assertEqual(
            moment.to_canonical(),
            {
                "utc": utc,
                "offset_minutes": offset,
                "precision": precision,
                "offset_source": source,
            },
            moment.fault,
        )

    def test_offset_of_the_payload_wins(self):
        """A1: an offset or Z in the text is kept, whatever the default zone."""
        for text in ("2026-11-20T12:05:00-05:00", "20261120T120500-0500"):
            moment = parse_timestamp(text, timezone="Asia/Tokyo")
            self._check(moment, "2026-11-20T17:05:00Z", -300, "second", "payload")
        moment = parse_timestamp("2026-11-20T17:05:00.250Z")
        self._check(moment, "2026-11-20T17:05:00Z", 0, "second", "payload")
        self.assertEqual(moment.utc, datetime(2026, 11, 20, 17, 5))

    def test_partner_zone_is_used_without_offset(self):
        """A1: a time without offset is read in the partner's zone, and says so."""
        moment = parse_timestamp("2026-07-01 09:00", timezone=NEW_YORK)
        self._check(moment, "2026-07-01T13:00:00Z", -240, "minute", "partner")
        moment = parse_timestamp(
            "2026-07-01T09:00:30", timezone="Asia/Kolkata", timezone_source="location"
        )
        self._check(moment, "2026-07-01T03:30:30Z", 330, "second", "location")

    def test_no_zone_at_all(self):
        """A1: without any zone the offset is unknown, not zero."""
        moment = parse_timestamp("2026-07-01T09:00:00")
        self._check(moment, "2026-07-01T09:00:00Z", None, "second", "none")
        self.assertEqual(moment.fault_code, "no_zone")

    def test_date_alone(self):
        """A1: a date stays a date; its moment is the start of the local day."""
        for text in ("2026-11-20", "20261120"):
            moment = parse_timestamp(text, timezone=NEW_YORK)
            self._check(moment, "2026-11-20T05:00:00Z", -300, "date", "partner")

    def test_bad_time_is_never_now(self):
        """A1: a missing or garbled time gives no moment, and a sentence why."""
        for value in (None, "", "   ", "yesterday", "2026-13-01", "2026-11-20T25:00"):
            moment = parse_timestamp(value, timezone=NEW_YORK)
            self._check(moment, None, None, "none", "none")
            self.assertFalse(moment.usable)
            self.assertIn(moment.fault_code, ("missing", "bad_time"))
            self.assertTrue(moment.fault)
        moment = parse_timestamp("2026-11-20T10:00", timezone="Mars/Base")
        self.assertEqual((moment.utc, moment.fault_code), (None, "bad_zone"))

    def test_formats(self):
        """C11: a layout's own time format and epoch numbers are read."""
        moment = parse_timestamp(
            "20.11.2026 18:05", format="%d.%m.%Y %H:%M", timezone="Europe/Vienna"
        )
        self._check(moment, "2026-11-20T17:05:00Z", 60, "minute", "partner")
        moment = parse_timestamp("11/20/26", format="%m/%d/%y", timezone="UTC")
        self._check(moment, "2026-11-20T00:00:00Z", 0, "date", "partner")
        for value, format in ((1795190400, "epoch"), ("1795190400123", "epoch_ms")):
            moment = parse_timestamp(value, format=format)
            self._check(moment, "2026-11-20T16:00:00Z", 0, "second", "payload")
        moment = parse_timestamp("2026-11-20", format="%d.%m.%Y")
        self.assertEqual(moment.fault_code, "bad_time")

    def test_clock_changes(self):
        """A1: a doubled hour and a skipped hour are read one way, and named."""
        fold = parse_timestamp("2026-11-01T01:30", timezone=NEW_YORK)
        self._check(fold, "2026-11-01T05:30:00Z", -240, "minute", "partner")
        self.assertEqual(fold.fault_code, "time_fold")
        gap = parse_timestamp("2026-03-08T02:30", timezone=NEW_YORK)
        self._check(gap, "2026-03-08T07:30:00Z", -300, "minute", "partner")
        self.assertEqual(gap.fault_code, "time_gap")

    def test_canonical_round_trip(self):
        """A1: the canonical form gives the same moment back."""
        for text in ("2026-11-20T12:05:00-05:00", "2026-11-20", "garbage"):
            moment = parse_timestamp(text, timezone=NEW_YORK)
            again = OccurredAt.from_canonical(moment.to_canonical())
            self.assertEqual(again.to_canonical(), moment.to_canonical())
            self.assertEqual(again.utc, moment.utc)

    @given(
        st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-839, 839)
    )
    @FUZZ
    def test_any_offset(self, local, minutes):
        """A1: UTC plus offset gives the partner's clock again."""
        local = local.replace(microsecond=0)
        sign = "-" if minutes < 0 else "+"
        offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        moment = parse_timestamp(local.isoformat() + offset)
        self.assertEqual(moment.utc + timedelta(minutes=minutes), local)
        self.assertEqual(moment.offset_minutes, minutes)

    @given(st.text(max_size=30) | st.integers() | st.floats() | st.none())
    @FUZZ
    def test_any_value(self, value):
        """A1: no value can raise, and an unusable one always names its fault."""
        for format in (None, "epoch", "%Y-%m-%d %H:%M"):
            moment = parse_timestamp(value, format=format, timezone=NEW_YORK)
            self.assertEqual(moment.usable, moment.precision != "none")
            self.assertTrue(moment.usable or moment.fault)


@tagged("-at_install", "post_install")
class TestX12Times(BaseCase):
    def _canonical(self, *elements, **options):
        return tuple(parse_x12_time(*elements, **options).to_canonical().values())

    def test_time_codes(self):
        """A1, C7: regional, fixed, UTC and hour offset codes give the right UTC."""
        for code, utc, offset in (
            ("ET", "2026-07-10T15:35:00Z", -240),
            ("ES", "2026-07-10T16:35:00Z", -300),
            ("ED", "2026-07-10T15:35:00Z", -240),
            ("CT", "2026-07-10T16:35:00Z", -300),
            ("MT", "2026-07-10T17:35:00Z", -360),
            ("PT", "2026-07-10T18:35:00Z", -420),
            ("UT", "2026-07-10T11:35:00Z", 0),
            ("GM", "2026-07-10T11:35:00Z", 0),
            ("NS", "2026-07-10T15:05:00Z", -210),
            ("01", "2026-07-10T10:35:00Z", 60),
            ("12", "2026-07-09T23:35:00Z", 720),
            ("13", "2026-07-10T23:35:00Z", -720),
            ("20", "2026-07-10T16:35:00Z", -300),
            ("24", "2026-07-10T12:35:00Z", -60),
        ):
            wanted = (utc, offset, "minute", "payload")
            self.assertEqual(self._canonical("20260710", "1135", code), wanted, code)

    def test_regions_agree_with_their_offsets(self):
        """C7: each region's standard and daylight codes are its winter and summer."""
        for region in "CEMPTNA":
            for date, fixed in (("20260115", "S"), ("20260715", "D")):
                self.assertEqual(
                    self._canonical(date, "1135", f"{region}T")[:2],
                    self._canonical(date, "1135", f"{region}{fixed}")[:2],
                    region,
                )
        self.assertEqual(
            self._canonical("20260115", "1135", "HT")[:2],
            self._canonical("20260115", "1135", "HS")[:2],
        )

    def test_local_time(self):
        """C7: LT and no code use the zone of the place, else the partner's."""
        for code in ("LT", ""):
            self.assertEqual(
                self._canonical(
                    "20260710",
                    "1135",
                    code,
                    timezone=NEW_YORK,
                    timezone_source="location",
                ),
                ("2026-07-10T15:35:00Z", -240, "minute", "location"),
            )
        self.assertEqual(
            self._canonical("20260710", "1135", "LT"),
            ("2026-07-10T11:35:00Z", None, "minute", "none"),
        )

    def test_lengths(self):
        """C7: six digit dates, seconds, hundredths and a date alone are read."""
        for date, time, utc, precision in (
            ("260710", "1135", "2026-07-10T11:35:00Z", "minute"),
            ("990710", "1135", "1999-07-10T11:35:00Z", "minute"),
            ("20260710", "113540", "2026-07-10T11:35:40Z", "second"),
            ("20260710", "1135409", "2026-07-10T11:35:40Z", "second"),
            ("20260710", "11354099", "2026-07-10T11:35:40Z", "second"),
            ("20260710", "2400", "2026-07-11T00:00:00Z", "minute"),
            ("20260710", "", "2026-07-10T00:00:00Z", "date"),
        ):
            wanted = (utc, 0, precision, "payload")
            self.assertEqual(self._canonical(date, time, "UT"), wanted, (date, time))

    def test_faults(self):
        """C7: what is wrong is named; a bad time is not cut down to its date."""
        for elements, code in (
            (("", "1135"), "missing"),
            (("20260231", "1135"), "bad_date"),
            (("2026071", "1135"), "bad_date"),
            (("²0260710", "1135"), "bad_date"),
            (("20260710", "2561"), "bad_time"),
            (("20260710", "11:35"), "bad_time"),
            (("20260710", "11355"), "bad_time"),
            (("20260710", "1135", "QQ"), "bad_zone"),
        ):
            moment = parse_x12_time(*elements)
            self.assertEqual((moment.fault_code, moment.utc), (code, None), elements)

    @given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=3))
    @FUZZ
    def test_any_elements(self, date, time, code):
        """C7: no element can raise."""
        moment = parse_x12_time(date, time, code, timezone=NEW_YORK)
        self.assertEqual(moment.usable, moment.precision != "none")

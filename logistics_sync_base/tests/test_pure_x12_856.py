# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.tests import BaseCase, tagged

from ..codec.codes import no_codes
from ..codec.schema import checker
from ..codec.shipment_notice import from_856
from ..edi.transaction_856 import parse_856
from .x12_data import NOTICE, transaction, without


@tagged("-at_install", "post_install")
class TestTransaction856(BaseCase):
    def _notice(self, body):
        notices, faults = parse_856(transaction("856", body))
        return notices[0], faults

    def _events(self, body, **options):
        notice, _faults = self._notice(body)
        return from_856(notice, no_codes, **options)

    def test_pick_and_pack(self):
        """C7: packages, quantities, lots and references of a notice are found."""
        _notice, faults = self._notice(NOTICE)
        self.assertEqual(faults, [])
        (item,) = self._events(NOTICE)
        self.assertEqual(item.faults, ())
        self.assertEqual(checker("shipment_notice/1.0").check(item.canonical), [])
        desk = {
            "sku": "DESK-01",
            "quantity": "2",
            "uom": "EA",
            "line": "1",
            "lot": "L77",
        }
        lamp = {
            "sku": "LAMP-07",
            "quantity": "1.5",
            "uom": "EA",
            "line": "2",
            "lot": None,
        }
        self.assertEqual(
            item.canonical,
            {
                "schema": "shipment_notice/1.0",
                "event_type": "shipped",
                "milestone": "picked_up",
                "classifier": "actual",
                "occurred_at": {
                    "utc": "2026-11-20T15:00:00Z",
                    "offset_minutes": -300,
                    "precision": "minute",
                    "offset_source": "payload",
                },
                "carrier": "FRST",
                "service": "CG",
                "references": {
                    "tracking_number": None,
                    "shipment": "SH-1001",
                    "order": "S00041",
                    "delivery": None,
                    "bill_of_lading": "BOL-55",
                    "pro_number": None,
                },
                "packages": [
                    {
                        "tracking_number": "TN-1",
                        "sscc": "012345678901234560",
                        "weight": "12.5",
                        "weight_uom": "LB",
                        "items": [desk],
                    },
                    {
                        "tracking_number": "TN-2",
                        "sscc": None,
                        "weight": None,
                        "weight_uom": None,
                        "items": [lamp],
                    },
                ],
                "items": [desk, lamp],
            },
        )

    def test_standard_pack(self):
        """C7: packages below their item (standard pack) hold that item."""
        body = [
            *NOTICE[:10],
            "HL*3*2*I*1",
            "LIN**VP*DESK-01",
            "SN1**2*EA",
            "HL*4*3*P*0",
            "MAN*CP*TN-1",
            "HL*5*2*I*1",
            "LIN**VP*LAMP-07",
            "SN1**4*EA",
            "HL*6*5*P*0",
            "MAN*CP*TN-2",
            "HL*7*5*P*0",
            "MAN*CP*TN-3",
        ]
        (item,) = self._events(body)
        self.assertEqual(item.faults, ())
        packages = item.canonical["packages"]
        self.assertEqual(
            [(part["tracking_number"], len(part["items"])) for part in packages],
            [("TN-1", 1), ("TN-2", 0), ("TN-3", 0)],
        )
        self.assertEqual(
            [row["quantity"] for row in item.canonical["items"]], ["2", "4"]
        )

    def test_package_first_and_tares(self):
        """C7: packages above their order and packages on pallets are found."""
        first = [
            *NOTICE[:8],
            "HL*2*1*P*1",
            "MAN*CP*TN-1",
            "HL*3*2*O*1",
            "PRF*S00041",
            "HL*4*3*I*0",
            "LIN**VP*DESK-01",
            "SN1**2*EA",
        ]
        pallet = [
            *NOTICE[:10],
            "HL*3*2*T*1",
            "MAN*GM*00012345678901234560",
            "HL*4*3*P*1",
            "MAN*CP*TN-1",
            "HL*5*4*I*0",
            "LIN**VP*DESK-01",
            "SN1**2*EA",
        ]
        for body in (first, pallet):
            (item,) = self._events(body)
            (package,) = item.canonical["packages"]
            self.assertEqual(package["tracking_number"], "TN-1")
            self.assertEqual(package["items"], item.canonical["items"])
            self.assertEqual(item.canonical["references"]["tracking_number"], "TN-1")

    def test_one_event_per_order(self):
        """C13: a notice over two orders becomes two events with their own items."""
        body = [
            *NOTICE[:-1],
            "HL*7*1*O*1",
            "PRF*S00042",
            "HL*8*7*I*0",
            "LIN**VP*CHAIR-02",
            "SN1**5*EA",
        ]
        one, two = self._events(body)
        self.assertEqual(one.canonical["references"]["order"], "S00041")
        self.assertEqual(two.canonical["references"]["order"], "S00042")
        self.assertEqual([row["sku"] for row in two.canonical["items"]], ["CHAIR-02"])
        self.assertEqual(two.canonical["packages"], [])

    def test_no_ship_date_is_never_the_notice_date(self):
        """A1: without DTM*011 there is no time, and a fault that says so."""
        (item,) = self._events(without(NOTICE, "DTM"))
        self.assertIsNone(item.canonical["occurred_at"]["utc"])
        self.assertEqual(item.errors[0].field, "occurred_at")
        notice, faults = self._notice(
            [text.replace("20261120*1000", "20269920*1000") for text in NOTICE]
        )
        self.assertEqual([(f.code, f.element) for f in faults], [("bad_date", 2)])
        self.assertTrue(from_856(notice, no_codes)[0].errors)

    def test_bad_lines(self):
        """C20: items without product or quantity are faults, the others remain."""
        body = [text.replace("SN1**2*EA", "SN1**many*EA") for text in NOTICE]
        (item,) = self._events(body)
        self.assertEqual([fault.field for fault in item.errors], ["items.quantity"])
        self.assertEqual([row["sku"] for row in item.canonical["items"]], ["LAMP-07"])
        (item,) = self._events(without(NOTICE, "LIN"))
        fields = [fault.field for fault in item.errors]
        self.assertEqual(fields, ["items.sku", "items.sku", "items"])

    def test_cancelling_notice(self):
        """J7: a notice that cancels another one never counts as shipped."""
        (item,) = self._events(["BSN*01*SH-1001*20261120*0900", *NOTICE[1:]])
        self.assertEqual(item.errors[0].code, "cancellation")

    def test_broken_hierarchy(self):
        """C20: levels without parent, used twice or of unknown kind are named."""
        for old, new, element in (
            ("HL*3*2*P*1", "HL*3*9*P*1", 2),
            ("HL*3*2*P*1", "HL*2*2*P*1", 1),
            ("HL*3*2*P*1", "HL*3*2*X*1", 3),
        ):
            _notice, faults = self._notice([new if t == old else t for t in NOTICE])
            found = [(f.code, f.segment, f.element) for f in faults]
            self.assertIn(("bad_code", "HL", element), found)
        notices, faults = parse_856(transaction("856", []))
        self.assertEqual(notices, [])
        self.assertEqual([f.segment for f in faults], ["BSN", "HL"])
        _notice, faults = self._notice([*NOTICE[:-1], "CTT*99"])
        self.assertEqual(
            [(f.code, f.level) for f in faults], [("ctt_count", "warning")]
        )

    def test_every_element_has_its_place(self):
        """C7: each value is taken from the element the standard gives it."""
        notice, faults = self._notice(
            [
                "BSN*00*N1*20261120*0900*0001",
                "HL*1**S",
                "TD1*CTN*5***Z*G*24*LB*123*CF",
                "TD5*B*2*FRST*M*BY ROAD*CC******CG",
                "TD3*TL*ABCD*123******SEAL",
                "REF*BM*BOL*text",
                "DTM*011*20261120*0900*UT",
                "FOB*PP",
                "N1*ST*Shop*92*7",
                "N3*1 High Street*Floor 2",
                "N4*Albany*NY*12207*US*WH*9",
                "PRF*PO1*R1**20261101**K1",
                "LIN*1*VP*SKU",
                "SN1*9*2*EA**3*CA",
                "PO4*1*2*EA*CTN*G*6*LB*******4",
                "PID*F****Desk",
                "MAN*GM*1**CP*2",
            ]
        )
        self.assertEqual(faults, [])
        (level,) = notice["levels"]
        told = {
            "lading": [["CTN", "5", "Z", "G", "24", "LB", "123", "CF"]],
            "routing": [["B", "2", "FRST", "M", "BY ROAD", "CC", "CG"]],
            "equipment": [["TL", "ABCD", "123", "SEAL"]],
            "references": [["BM", "BOL", "text"]],
            "dates": [["011", "20261120", "0900", "UT"]],
            "descriptions": [["F", "Desk"]],
        }
        for key, rows in told.items():
            self.assertEqual([list(row.values()) for row in level[key]], rows, key)
        self.assertEqual(level["payment"], {"method": "PP"})
        self.assertEqual(list(level["order"].values()), ["PO1", "R1", "20261101", "K1"])
        self.assertEqual(list(level["shipped"].values()), ["9", "2", "EA", "3", "CA"])
        packing = ["1", "2", "EA", "CTN", "G", "6", "LB", "4"]
        self.assertEqual(list(level["packing"].values()), packing)
        party = ["ST", "Shop", "92", "7", "1 High Street", "Floor 2"]
        party += ["Albany", "NY", "12207", "US", "WH", "9"]
        self.assertEqual(list(level["parties"][0].values()), party)
        self.assertEqual(level["marks"], [["GM", "1"], ["CP", "2"]])

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's tracking report in XML with its schema in two files, for the tests."""

MAIN = b"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:northwind:tracking"
    targetNamespace="urn:northwind:tracking" elementFormDefault="qualified">
  <xs:include schemaLocation="https://schemas.example.com/codes.xsd"/>
  <xs:element name="Report"><xs:complexType><xs:sequence>
    <xs:element name="Sender" type="xs:string"/>
    <xs:element name="Scan" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="Parcel" type="xs:string"/>
      <xs:element name="Status" type="StatusCode"/>
      <xs:element name="Time" type="xs:dateTime"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
CODES = b"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="urn:northwind:tracking">
  <xs:simpleType name="StatusCode"><xs:restriction base="xs:string">
    <xs:enumeration value="DLV"/><xs:enumeration value="OFD"/>
    <xs:enumeration value="???"/>
  </xs:restriction></xs:simpleType>
</xs:schema>"""


def report(*scans):
    """The partner's document of (parcel, status) scans."""
    rows = "".join(
        f"<t:Scan><t:Parcel>{parcel}</t:Parcel><t:Status>{status}</t:Status>"
        "<t:Time>2026-11-20T12:05:00-05:00</t:Time></t:Scan>"
        for parcel, status in scans
    )
    return (
        '<?xml version="1.0" encoding="iso-8859-1"?>\n'
        '<t:Report xmlns:t="urn:northwind:tracking">'
        f"<t:Sender>Zürich</t:Sender>{rows}</t:Report>"
    ).encode("iso-8859-1")

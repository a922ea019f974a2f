# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pictures of the guides: tours through the demo's screens, photographed.

``make pictures`` plays the demo's day and takes them anew; tests/test_guide_pictures.py
sees to it that the guides show no other picture and none is missing.
"""

from dataclasses import dataclass
from pathlib import Path

from .browser import Browser

FOLDER = Path(__file__).resolve().parents[2] / "docs/images"

ROW = ".o_list_view .o_data_row"
FORM = ".o_form_view .o_form_sheet"


@dataclass(frozen=True)
class Picture:
    """Where a person goes to see what is on a picture.

    ``steps`` are calls of the browser: its method, then its arguments.
    """

    name: str
    login: str
    path: str
    steps: tuple = ()


PICTURES = (
    Picture("exception_queue", "clerk", "/odoo/logistics-exceptions", (("see", ROW),)),
    Picture(
        "exception_board",
        "clerk",
        "/odoo/logistics-exceptions",
        (
            ("see", ROW),
            ("click", ".o_switch_view.o_kanban"),
            ("see", ".o_kanban_record"),
        ),
    ),
    Picture(
        "exception_answer",
        "clerk",
        "/odoo/logistics-exceptions",
        (
            ("click", ROW, "ZX9", "button[name='action_solve']"),
            ("see", ".modal .o_form_view"),
        ),
    ),
    Picture(
        "exception_form",
        "clerk",
        "/odoo/logistics-exceptions",
        (("click", f"{ROW} .o_data_cell", "S99999"), ("see", FORM, "S99999")),
    ),
    Picture(
        "message",
        "clerk",
        "/odoo/logistics-messages",
        (
            ("click", f"{ROW} .o_data_cell[name='connector_id']", "Swiftline"),
            ("see", FORM),
        ),
    ),
    Picture(
        "trace",
        "clerk",
        "/odoo/logistics-trace",
        (
            ("type", ".o_form_view .o_field_widget input", "S00021"),
            ("click", ".o_form_view button", "Trace"),
            ("see", ".o_form_view", "SHP/"),
        ),
    ),
    Picture(
        "shipment",
        "clerk",
        "/odoo/logistics-shipments",
        (
            ("click", ROW, "Delivery attempted", ".o_data_cell"),
            ("see", FORM, "SHP/"),
        ),
    ),
    Picture(
        "invoice_releases",
        "finance",
        "/odoo/logistics-invoice-releases",
        (("see", ".o_kanban_record"),),
    ),
    Picture(
        "onboarding",
        "manager",
        "/odoo/logistics-onboarding",
        (("click", ROW, "Northwind", ".o_data_cell"), ("see", FORM, "Steps")),
    ),
    Picture("connectors", "manager", "/odoo/logistics-connectors", (("see", ROW),)),
    Picture(
        "connector",
        "manager",
        "/odoo/logistics-connectors",
        (("click", f"{ROW} .o_data_cell", "Swiftline"), ("see", FORM, "Connection")),
    ),
    Picture("audit_trail", "auditor", "/odoo/logistics-audit", (("see", ROW),)),
)


def take(address: str, database: str, folder: Path = FOLDER) -> list[str]:
    """Take every picture; returns their names."""
    folder.mkdir(exist_ok=True)
    browser, person = Browser(address), None
    try:
        for picture in PICTURES:
            if picture.login != person:
                person = picture.login
                browser.log_in(database, person, person)
            browser.go(picture.path)
            for method, *arguments in picture.steps:
                getattr(browser, method)(*arguments)
            browser.photograph(folder / f"{picture.name}.png")
    finally:
        browser.close()
    return [picture.name for picture in PICTURES]

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs inside Odoo's shell: writes the .pot of each addon named in the environment."""

import io
import os
from pathlib import Path

import polib

from odoo.tools.translate import trans_export


def export(environment, addon: str, folder: Path) -> None:
    """Write one addon's terms, if it has any."""
    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", environment):
        return
    catalogue = polib.pofile(buffer.getvalue().decode())
    kept = [entry for entry in catalogue if _own(entry, addon)]
    if len(kept) != len(catalogue):
        del catalogue[:]
        catalogue.extend(kept)
    if kept:
        catalogue.save(str(folder / f"{addon}.pot"))


def _own(entry, addon: str) -> bool:
    """The root addon's folder holds the other addons, whose terms are theirs alone."""
    nested = f"code:addons/{addon}/logistics_sync_"
    tools = f"code:addons/{addon}/tools/"
    places = [f"{place}:" for place, _line in entry.occurrences]
    return not all(place.startswith((nested, tools)) for place in places)


for name in os.environ["POT_ADDONS"].split(","):
    export(env, name, Path(os.environ["POT_FOLDER"]))  # noqa: F821

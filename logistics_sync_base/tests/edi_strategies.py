# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents of any definition, for property tests."""

from datetime import date, time
from decimal import Decimal

from hypothesis import strategies as st

WORDS = st.text("ABCXYZ019-/ ", min_size=1, max_size=8).map(
    lambda text: text.strip() or "X"
)


def documents(definition):
    """Strategy of objects that fit a definition; reading what is built gives them."""
    return _items(definition.root, is_root=True)


def _values(item):
    if item.table is not None:
        return st.sampled_from([*item.table.codes, "ZZ9"])
    if item.type == "date":
        return st.dates(date(1970, 1, 1), date(2068, 12, 31)).map(date.isoformat)
    if item.type == "time":
        return st.times(time(0), time(23, 59)).map(lambda at: at.strftime("%H:%M"))
    if item.type == "text":
        return WORDS
    places = 2 if item.type == "decimal" else int(item.type[1:])
    return st.integers(-(10**9), 10**9).map(
        lambda number: format(Decimal(number).scaleb(-places), "f")
    )


def _segment(node):
    required = {item.key: _values(item) for item in node.fields if item.required}
    optional = {item.key: _values(item) for item in node.fields if not item.required}
    if node.pairs:
        table = node.pairs.table
        kinds = st.sampled_from([*table.codes, "QQ"]) if table else WORDS
        pair = st.fixed_dictionaries({"kind": kinds, "value": WORDS})
        optional[node.pairs.key] = st.lists(pair, min_size=1, max_size=2)
    found = st.fixed_dictionaries(required, optional=optional)
    for place, component, codes in node.when:
        item = next(
            item
            for item in node.fields
            if (item.place, item.component) == (place, component)
        )
        names = item.table.names if item.table else {}
        values = sorted(names.get(code, code) for code in codes)
        found = st.tuples(found, st.sampled_from(values)).map(
            lambda both, key=item.key: {**both[0], key: both[1]}
        )
    return found


@st.composite
def _items(draw, loop, is_root=False):
    item = {}
    for number, child in enumerate(loop.children):
        is_trigger = number == 0 and not is_root
        wanted = is_trigger or child.required or draw(st.integers(0, 3)) == 0
        if not wanted:
            continue
        if child.is_loop:
            content = _items(child)
        else:
            content = _segment(child)
            if child.inline:
                # An empty one would not be written at all.
                values = draw(content.filter(bool) if child.required else content)
                item.update(values)
                continue
        if child.many:
            item[child.key] = draw(st.lists(content, min_size=1, max_size=2))
        else:
            item[child.key] = draw(content)
    return item

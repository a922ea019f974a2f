# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The least PostgreSQL itself could do it in: a COPY and one set-based update.

No inbox states, no attempts, no events, no timeline and no ORM: the bodies go into a
table, then one statement moves every shipment to the highest milestone told of it.
"""

import io

TABLE = "logistics_benchmark_floor"
RESET = """
    UPDATE logistics_shipment s SET milestone_type_id = NULL, status = 'planned'
      FROM logistics_shipment_package p
     WHERE p.shipment_id = s.id AND p.tracking_number = ANY(%s)
"""
UPDATE = f"""
    UPDATE logistics_shipment s
       SET milestone_type_id = best.type_id, status = best.status
      FROM (SELECT DISTINCT ON (p.shipment_id) p.shipment_id, t.id AS type_id, t.status
              FROM {TABLE} m
              JOIN logistics_shipment_package p
                ON p.tracking_number = m.body -> 'parcel' ->> 'number'
              JOIN logistics_sync_code_map c
                ON c.external_code = m.body -> 'status' ->> 'code'
               AND c.connector_id = %s AND c.classifier = 'actual'
              JOIN logistics_milestone_type t ON t.code = c.internal_code
          ORDER BY p.shipment_id, t.rank DESC, t.sequence DESC) best
     WHERE s.id = best.shipment_id
"""


def reset(env, workload):
    """Put the shipments back to where nothing was told about them."""
    env.cr.execute(RESET, [list(workload.final_milestone)])
    env.cr.commit()


def run(env, connector, workload):
    """Load the bodies and move the shipments on, committed."""
    env.cr.execute(f"CREATE TABLE {TABLE} (id serial PRIMARY KEY, body jsonb)")
    lines = io.StringIO("".join(f"{body.decode()}\n" for body in workload.documents))
    env.cr._obj.copy_expert(f"COPY {TABLE} (body) FROM STDIN", lines)
    env.cr.execute(UPDATE, [connector.id])
    env.cr.commit()


def check(env, workload):
    """The one statement really found the state of every shipment."""
    env.cr.execute(
        """SELECT p.tracking_number, t.code FROM logistics_shipment_package p
             JOIN logistics_shipment s ON s.id = p.shipment_id
        LEFT JOIN logistics_milestone_type t ON t.id = s.milestone_type_id
            WHERE p.tracking_number = ANY(%s)""",
        [list(workload.final_milestone)],
    )
    assert dict(env.cr.fetchall()) == workload.final_milestone

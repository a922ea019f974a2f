# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may do what: one row for each model of the addon."""

ROLES = ("nobody", "clerk", "operations", "finance", "manager", "auditor")
GROUPS = {
    "nobody": (),
    "clerk": ("user",),
    "operations": ("operations",),
    "finance": ("finance",),
    "manager": ("manager",),
    "auditor": ("auditor",),
}
# What each role may do, in the order of ROLES: Create, Read, Update, Delete.
MATRIX = {
    "logistics.sync.connector": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.connector.document": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.credential": ("", "", "", "", "CRUD", "R"),
    "logistics.sync.security.event": ("", "", "", "", "R", "R"),
    "logistics.sync.access.token": ("", "", "", "", "R", "R"),
    "logistics.sync.message": ("", "R", "RU", "RU", "RU", "R"),
    "logistics.sync.attempt": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.event": ("", "R", "RU", "RU", "RU", "R"),
    "logistics.sync.event.type": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.event.consequence": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.known.fact": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.sequence.rule": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.wait": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.ownership": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.retry.policy": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.retry.rule": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.mapping": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.mapping.rule": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.mapping.column": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.mapping.record": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.folder.file": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.mapping.xsd": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.subscription": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.subscription.condition": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.delivery": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.mapping.sample": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.code.map": ("", "R", "CRUD", "R", "CRUD", "R"),
    "logistics.sync.external.ref": ("", "R", "CRUD", "R", "CRUD", "R"),
    "logistics.sync.contract": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.contract.test": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.document": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.document.reject": ("", "", "", "CRUD", "", ""),
    "logistics.sync.export": ("", "", "", "", "CRUD", "R"),
    "logistics.sync.exception": ("", "RU", "RU", "RU", "RU", "R"),
    "logistics.sync.failure": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.exception.code": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.exception.ignore": ("", "CRUD", "CRUD", "CRUD", "CRUD", ""),
    "logistics.sync.code.map.fix": ("", "CRUD", "CRUD", "CRUD", "CRUD", ""),
    "logistics.sync.webhook.profile": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.contract.version": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.version.use": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.replay": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.replay.line": ("", "R", "R", "R", "R", "R"),
    "logistics.sync.replay.policy": ("", "R", "R", "R", "CRUD", "R"),
    "logistics.sync.replay.wizard": ("", "CRUD", "CRUD", "CRUD", "CRUD", ""),
    "logistics.sync.credential.show": ("", "", "", "", "CRUD", ""),
    "logistics.sync.credential.enter": ("", "", "", "", "CRUD", ""),
}
OPERATIONS = {"C": "create", "R": "read", "U": "write", "D": "unlink"}
# Catalogues of the whole database; everything else belongs to a company.
SHARED = {
    "logistics.sync.contract",
    "logistics.sync.event.type",
    "logistics.sync.event.consequence",
    "logistics.sync.retry.policy",
    "logistics.sync.exception.code",
    "logistics.sync.webhook.profile",
}

# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logistics partners that play one day against a running server.

A program of its own: it knows addresses, secrets and numbers from a plan file, and
nothing of what is behind the addresses.
"""

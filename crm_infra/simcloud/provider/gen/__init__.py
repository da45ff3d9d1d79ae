"""Stubs generated from ``../tfplugin6.proto``; nothing here is written by hand.

Regenerate with ``make proto``; the command is in ``../__init__.py``.
"""

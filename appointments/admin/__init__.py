"""Programmes, advice and lists about appointments. Read-only wherever an action has its own page."""

from appointments.admin import parts, programmes

__all__ = ["parts", "programmes"]

"""Outcomes: scores published questionnaires, judges their change, and schedules them."""

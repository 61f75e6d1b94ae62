"""Outcomes: published questionnaires scored, their change judged, and the days on which they are asked."""

"""Runs to daily and weekly load, spikes, gaps and today's ceiling."""

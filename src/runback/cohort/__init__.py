"""Many runners: applies the rules of ``load/`` to a club, a study or a country, in DuckDB or Spark."""

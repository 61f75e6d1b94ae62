"""Many runners: the rules of ``load/`` over a club, a study or a country, in DuckDB or Spark."""

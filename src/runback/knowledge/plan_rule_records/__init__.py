"""One typed record a rule of plan_rules.yaml; the fields are its numbers, units in their names."""

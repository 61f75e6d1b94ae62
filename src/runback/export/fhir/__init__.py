"""The record as a FHIR R4 bundle, and back: what a clinic's software can read."""

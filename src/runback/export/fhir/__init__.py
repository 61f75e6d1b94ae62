"""The record as a FHIR R4 bundle that a clinic's software can read, and back."""

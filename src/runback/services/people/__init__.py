"""Several people in one home: accounts and roles, what runners share, and what clinicians see of it."""

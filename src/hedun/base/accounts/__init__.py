"""Bodies, people, roles, regions, sessions and the audit trail: who may see and do what."""

"""Work that the desk does later: scan stored listings, try drafts, read tables, step by step."""

from hedun.desks.screening.tasks.hunts import hunt_listings
from hedun.desks.screening.tasks.reading import Features
from hedun.desks.screening.tasks.runs import scan_listings
from hedun.desks.screening.tasks.tables import read_table

__all__ = ["Features", "hunt_listings", "read_table", "scan_listings"]

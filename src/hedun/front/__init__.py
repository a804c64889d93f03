"""The workbench, the search, and the pages that span desks."""

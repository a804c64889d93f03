"""Web archives: WARC 1.1 records and the WACZ 1.1.1 package around them, written by us."""

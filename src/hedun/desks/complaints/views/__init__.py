"""The desk's pages, for officers and for the public."""

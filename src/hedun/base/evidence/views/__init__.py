"""Pages of the room: captures of pages, the log, bundles."""

"""Pages of publication: the desk's queue, and what anybody may look up."""

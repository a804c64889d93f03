"""Documents (文书): forms declared as rows, filled from a matter, numbered, printed, kept in versions."""

"""Tables: reading hostile files, writing workbooks."""

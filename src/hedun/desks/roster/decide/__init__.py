"""Pure decisions of the room: columns, rows, windows, states as of a day, differences."""

"""Messages between houses (通联): never lost, never twice, provable to both sides."""

"""What happens later: a queue with leases and fencing, a schedule, progress."""

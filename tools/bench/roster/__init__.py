"""A roster against the registry, with truth: generator, measurement, peers."""

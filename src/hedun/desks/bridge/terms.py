"""Words of the desk."""

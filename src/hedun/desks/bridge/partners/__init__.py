"""Wire formats of other systems, one folder each; what they carry is the bridge's own."""

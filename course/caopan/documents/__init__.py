"""Documents that people type: YAML whose places know their lines, values with units, findings."""

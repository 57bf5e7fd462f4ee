"""The regulations of emulation, in plain Python: no web, no database, no clock, no settings."""

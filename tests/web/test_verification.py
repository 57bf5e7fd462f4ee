"""The public page on which anybody checks a certificate: what it tells, and what it never tells."""

"""What the application does: one public function is one action and one unit of work."""

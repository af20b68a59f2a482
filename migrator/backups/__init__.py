"""What a platform lets its owner download: one file per export format."""

"""What anybody may read: made without session or user (tracker.public)."""

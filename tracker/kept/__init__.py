"""Nothing typed is lost: a form that comes without a log-in is kept for its writer, and comes back filled in."""

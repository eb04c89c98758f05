"""The local stack: Supabase Lite and the functions behind a gateway. Never deployed."""

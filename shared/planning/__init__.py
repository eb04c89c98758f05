"""From a profile to what to do next. Pure: no store, no network, no clock."""

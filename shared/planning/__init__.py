"""From a profile to what to do next. Pure: no store, no network, no clock."""

# Goes into every gap, ranking of roles and plan. A change that can change any of them takes the next number.
METHOD_VERSION = "1"

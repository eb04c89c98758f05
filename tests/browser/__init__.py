"""A package, and so what its fixtures start ends with its tests: Playwright keeps an event loop running in the thread,
and handlers that tests of other folders call would find it there."""

"""What Lambda hands a function beside the event, of one that has just begun."""

from shared.local.events import LambdaContext

CONTEXT = LambdaContext("function", 512, "r1", deadline=15.0, clock=lambda: 0.0)

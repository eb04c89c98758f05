from hypothesis import settings

from tests.unit.gateways.breaker_machine import BreakerMachine


class TestInMemory(BreakerMachine.TestCase):
    settings = settings(max_examples=150, stateful_step_count=40, deadline=None)

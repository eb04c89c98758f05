"""What an app needs from outside, so that nothing here names an adapter."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from shared.api.auth import TokenVerifier
from shared.api.paging import CursorSigner
from shared.domain.caller import Caller
from shared.domain.request import Limit
from shared.gateways.object_store import ObjectReader, UploadSigner
from shared.gateways.queue import WorkQueue
from shared.unit_of_work.abstract import UnitOfWork

if TYPE_CHECKING:
    from shared.api.front_end import FrontEnd
    from shared.domain.assessment import FindingStrategy
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.own import Vocabulary


class Providers(Protocol):
    """`shared.bootstrap` is one: a package. Nothing but `prepare` is called before the first request that needs it."""

    def prepare(self, used: Callable[[UnitOfWork], object]) -> None:
        """Load what signed-in requests need; where something is not set, each request says so itself.

        Args:
            used: takes of a unit of work what they take of it.
        """

    def unit_of_work(self, caller: Caller) -> UnitOfWork:
        """A new one, for this caller alone."""

    def ping_store(self) -> None:
        """Raises StoreUnavailableError unless the store answers; NotConfiguredError where it cannot be asked."""

    def taxonomy(self) -> "Taxonomy":
        """Raises TaxonomyUnavailableError: none is compiled, or it is damaged."""

    def vocabulary(self) -> "Vocabulary":
        """The compiled taxonomy with the installation's own skills. Raises as `taxonomy` does."""

    def finding_strategy(self) -> "FindingStrategy":
        """How skills are to be found in a text. Raises NotConfiguredError where none such is known."""

    def upload_signer(self) -> UploadSigner:
        """What signs the forms of uploads. Raises NotConfiguredError where no bucket is named."""

    def text_reader(self) -> ObjectReader:
        """What reads the texts of files. Raises NotConfiguredError where no bucket is named."""

    def work_queue(self) -> WorkQueue:
        """What has workers take up runs. Raises NotConfiguredError where no queue is named."""

    def limit(self) -> Limit:
        """How much one user may change."""

    def token_verifier(self) -> TokenVerifier: ...

    def cursor_signer(self) -> CursorSigner: ...

    def front_end(self) -> "FrontEnd":
        """What a page in a browser is told. Raises NotConfiguredError where a setting is missing or wrong."""

    def cors_origins(self) -> Sequence[str]:
        """Origins whose pages may read the answers, as "https://app.example.org"."""

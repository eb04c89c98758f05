"""axe-core, run in a page: which rules of WCAG 2.0 to 2.2, levels A and AA, what is shown now does not keep."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from shared.local.checkout import ROOT

_PATH = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_RUN = """
async (tags) => {
  scrollTo(0, 0); // what is under the bar at the top is not what is checked
  const passing = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map((one) => one.finished));
  const { violations, passes } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return {
    passed: passes.length,
    broken: violations.flatMap(({ id, help, nodes }) => nodes.map(
      ({ html, failureSummary }) => `${id}: ${help}\\n  ${html}\\n  ${failureSummary.replaceAll("\\n", "\\n  ")}`)),
  };
}
"""


def check_page(page: Page) -> None:
    """Raises:
    AssertionError: a rule is broken; with each element that breaks one, and what would mend it.
    """
    if not page.evaluate("() => 'axe' in globalThis"):
        # The page's policy lets in no script of others; a debugger's is not the page's.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": _source()})
        session.detach()
    found: dict[str, Any] = page.evaluate(_RUN, _TAGS)
    assert found["passed"], "axe found nothing to check"
    assert not found["broken"], f"{page.url}\n" + "\n".join(found["broken"])


@cache
def _source() -> str:
    return _PATH.read_text()

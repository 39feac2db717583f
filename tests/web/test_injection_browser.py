"""Script in documents, file names, questions and feedback, in a real Chromium: no page runs it, asks for it or links to it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

import guide
from api.app import create_app
from api.tokens import Role, add
from index.snapshot import Snapshot
from tests.ingest.drawn_pages import Line, write_pdf
from tests.ingest.drawn_pages import Page as Leaf
from tests.web.browsing import served, watched

pytestmark = pytest.mark.slow
IMG = "<img src=/ran onerror=ran(1)>"
SVG = '"><svg onload=ran(2)></svg>'
SCRIPT = "</textarea></title></script><script>ran(3)</script>"
QUOTED = "' autofocus onfocus=ran(4) x='"
TEMPLATE = "{{ran}}{% raw %}${ran(5)}"
ALL = f"{IMG}{SVG}{SCRIPT}{QUOTED}{TEMPLATE}"
LINKS = "javascript:ran(6)", "JaVaScRiPt&colon;ran(7)", "data:text/html,<script>ran(8)</script>", "vbscript:ran(9)"
NOTE = f"""---
title: {json.dumps(f"The Harbour collaborative {ALL}")}
publisher: {json.dumps(f"Coast Trust {ALL}")}
kind: {json.dumps(f"note {IMG}")}
licence: {json.dumps(SVG)}
address: "javascript:ran(10)"
as_of: "2024-05"
---

# The Harbour collaborative {ALL}

The Harbour collaborative is a partnership of four trusts {ALL}. In May 2021 the Harbour collaborative {IMG} was formed.

<script>ran(11)</script>
<iframe src="/ran"></iframe><form action="/ran"><input autofocus onfocus="ran(12)"></form>
<a href="javascript:ran(13)">Harbour</a> <style>@import "/ran";</style> <base href="/ran"> <meta http-equiv="refresh" content="0;/ran">

## What it does {SVG}

The Harbour collaborative works on these programmes:

- shared waiting lists {IMG}
- [one bank of nurses]({LINKS[0]}) and ![a scanner]({LINKS[2]}) and <{LINKS[0]}>
- joint buying of [scanners][bad]

| Trust | What it runs |
| --- | --- |
| Lantern Hill {IMG} | The lighthouse clinic {SVG} |

[bad]: {LINKS[3]}
"""
TERMS = f"""---
title: {json.dumps(f"Glossary {SVG}")}
kind: glossary
---

# Glossary

- Harbour lead {IMG}: the trust that holds the contract {ALL}
- ICB {SVG}: the body that plans health services {IMG}
"""
PAGE = f"""<!doctype html><html><head><title>Moorland alliance {IMG.replace("<", "&lt;")}</title>
<meta name="author" content="{SVG.replace('"', "&quot;")}"><script>ran(14)</script></head><body onload="ran(15)"><main>
<h1 onclick="ran(16)">Moorland alliance {IMG}</h1><p>The Moorland alliance joins two ambulance services, {SCRIPT} and its
chair is elected each spring. <a href="{LINKS[1]}">Chair</a> <img src="/ran" onerror="ran(17)"> <svg onload="ran(18)"/></p>
<p>The integrated care board (ICB) {IMG.replace("<", "&lt;")} plans health services for the moor in 2022.</p></main></body></html>
"""
QUESTIONS = (
    "What is the Harbour collaborative?",
    "What does the Harbour collaborative work on?",
    "What does Lantern Hill run?",
    "What is the Moorland alliance?",
    f"When was the Harbour collaborative formed? {SVG}",
    ALL,
)
# What would run, ask for something or lead into script, in the page as the browser has understood it.
LIVE = r"""() => {
  const lead = /^(href|src|action|formaction|data|xlink:href)$/i, live = /^(javascript|vbscript|data:(?!image\/(png|svg)))/i;
  const attributes = [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].map((a) => [e, a.name, a.value.trim()]));
  const found = attributes.filter(([e, name, value]) => /^on|^srcdoc$|^autofocus$/i.test(name)
    || (lead.test(name) && live.test(value)) || (e.matches('script') && name === 'src' && !value.startsWith('/static/')));
  const ours = ':not([content$="; url=/kiosk"])';  // a kiosk without script forgets by it
  const whole = document.querySelectorAll(`script:not([src]), iframe, object, embed, base, meta[http-equiv]${ours}`);
  return [...found.map(([e, name, value]) => `${e.tagName} ${name}=${value.slice(0, 80)}`), ...[...whole].map((e) => e.outerHTML)];
}"""
INIT = "window.hasRun = []; window.ran = (n) => window.hasRun.push(n);"


@dataclass
class Stage:
    """A service on hostile documents, and its home."""

    origin: str
    home: Path
    token: str
    report: Path
    documents: list[tuple[str, str]] = field(default_factory=list)


def write_documents(folder: Path) -> None:
    """Documents of each kind, with script in their names too."""
    for name, text in (
        (f"{IMG[:12]} onerror=ran(20)>.md", NOTE),
        (f"{SVG[:20]}.md", TERMS),
        ("'moor' {{ran}}.html", PAGE),
    ):
        (folder / name.replace("/", "%")).write_text(text, "utf-8")
    word = docx.Document()
    word.core_properties.title = f"Ferry timetable {ALL}"[:200]
    word.add_heading(f"The ferry {IMG}", 1)
    word.add_paragraph(f"The ferry {SVG} sails to the island hospital each morning since 2019. {SCRIPT}")
    word.save(str(folder / "ferry <svg onload=ran(21)>.docx"))
    write_pdf(folder / '"onload="ran(22)".pdf', [Leaf([Line(40, 640, f"Keepers {IMG} trim the wick {SVG} at dusk.")])])
    (folder / "broken<img src=x onerror=ran(23)>.pdf").write_bytes(b"%PDF-1.4 nothing")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The service on them; questions are kept, so that the gap report shows them."""
    folder, home = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("home")
    write_documents(folder)
    report = home.parent / "report.html"
    assert guide.main(["ingest", str(folder), "--home", str(home), "--html", str(report)]) == 3
    token = add(home / "tokens.toml", "team", Role.ADMINISTRATION)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GUIDE_KEEP_QUESTIONS", "true")
        environment.setenv("GUIDE_PUBLIC_URL", "http://guide.example")
        app = create_app(home)
    documents = [(d.id, d.text) for d in Snapshot.open(home).documents()]
    assert len(documents) == 5
    with served(app) as origin:
        yield Stage(origin, home, token, report, documents)


@pytest.fixture
def looked(browser: Browser, stage: Stage) -> Iterator[Callable[[str], Page]]:
    """Go to an address, or stay where the last one led with "", and find nothing alive there."""
    credentials = {"username": "", "password": stage.token, "send": "always", "origin": stage.origin}
    with (
        browser.new_context(base_url=stage.origin, http_credentials=credentials) as context,  # type: ignore[arg-type]
        watched(context.new_page(), stage.origin) as page,
    ):
        asked_for: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url) if request.url.endswith("/ran") else None)
        page.on("dialog", lambda dialog: asked_for.append(dialog.message))
        page.add_init_script(INIT)

        def look(address: str = "") -> Page:
            if address:
                page.goto(address)
            page.wait_for_load_state()
            assert page.evaluate(LIVE) == [], page.url
            assert page.evaluate("window.hasRun") == [], page.url
            assert asked_for == [], page.url
            return page

        yield look


def test_the_chat_shows_it_as_text_in_answers_sources_links_and_the_gap_report(looked: Callable[..., Page]) -> None:
    page = looked("/")
    for count, question in enumerate(QUESTIONS, start=1):
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".guide-turn")).to_have_count(count)
        looked()
    assert IMG in page.inner_text("main")  # it is shown, as text
    for cite in page.locator(".guide-cite").all()[:8]:
        cite.click()
        looked()
    page.reload()  # what the page remembers comes back
    expect(page.locator(".guide-turn")).to_have_count(len(QUESTIONS))
    feedback = looked().locator(".guide-feedback").first
    feedback.locator("summary").click()
    feedback.get_by_label("It is wrong").or_(feedback.get_by_role("radio")).first.check()
    feedback.get_by_label("Tell us more").fill(f"{IMG} {SVG}")
    feedback.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.").first).to_be_visible()
    page.get_by_role("button", name="Get a link to share").first.click()
    kept = page.get_by_label("Link to this answer").first.input_value()
    looked(kept)
    assert "Harbour" in page.inner_text("h1")
    gaps = looked("/admin/gaps")
    assert "onload=ran(2)" in gaps.inner_text("main") and "onerror=ran(1)" in gaps.inner_text("main")


def test_the_pages_for_looking_around_show_it_as_text(looked: Callable[..., Page], stage: Stage) -> None:
    asked = [quote(each, safe="") for each in (IMG, SVG, ALL, "harbour")]
    for page in ("/sources", "/glossary", "/timeline"):
        looked(page)
        for words in asked:
            looked(f"{page}?q={words}")
    assert IMG in looked("/sources").inner_text("main")
    for choice in ("kind", "publisher", "year", "status", "sort", "page"):
        looked(f"/sources?{choice}={asked[2]}")
    for link in looked("/sources").locator("a[href*='/sources?']").all()[:12]:
        looked(str(link.get_attribute("href")))
        looked("/sources")
    for document, text in stage.documents:
        page_of = looked(f"/sources/{document}")
        if IMG in text:
            assert IMG in page_of.inner_text("main")
        looked(f"/sources/{document}?start=0&end={len(text)}#cited")
        looked(f"/timeline?document={document}")
    for address in (
        f"/sources/{asked[1]}",
        f"/timeline?document={asked[1]}",
        f"/sources/{document}?version={asked[0]}",
    ):
        looked(address)


def test_the_kiosk_shows_it_as_text(looked: Callable[..., Page]) -> None:
    page = looked("/kiosk")
    for question in QUESTIONS:
        page.goto("/kiosk")
        page.locator("#question").fill(question[:200])
        page.locator("#question").press("Enter")
        expect(page.locator("#answer, #problem")).to_be_visible()
        for folded in looked().locator("summary").all():
            folded.click()
        looked()
    for pick in range(looked("/kiosk").locator("button[name=pick]").count()):
        page.locator("button[name=pick]").nth(pick).click()
        looked()
        looked("/kiosk")


def test_links_and_refusals_show_it_as_text(looked: Callable[..., Page]) -> None:
    for words in (ALL, f"What is the Harbour collaborative? {SVG}", "x" * 1990 + IMG):
        looked(f"/?q={quote(words, safe='')}")
    whole, svg, img = (quote(words, safe="") for words in (ALL, SVG, IMG))
    for address in (f"/{whole}", f"/answers/{svg}", f"/about?{whole}", "/docs"):
        looked(address)
    for address in (f"/api/search?q={whole}", f"/api/{img}", f"/api/documents/{svg}"):
        assert "html" not in looked(address).evaluate("document.contentType")  # a browser shows it as text


def test_forms_without_the_pages_script_show_it_as_text(browser: Browser, stage: Stage) -> None:
    with browser.new_context(base_url=stage.origin, java_script_enabled=False) as context:
        page = context.new_page()
        for address in ("/", "/kiosk"):
            page.goto(address)
            for words in (ALL, f"What is the Harbour collaborative? {SVG}"):
                page.locator("#question").fill(words)
                page.locator("#question").locator("xpath=ancestor::form").get_by_role("button").first.click()
                assert page.locator("h1").count() == 1
                assert page.evaluate(LIVE) == []
                page.goto(address)


def test_the_report_of_an_ingest_shows_it_as_text(browser: Browser, stage: Stage) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        page.add_init_script(INIT)
        page.goto(stage.report.as_uri())
        assert "ran(23)" in page.inner_text("main")
        alive = [
            each
            for each in page.evaluate(LIVE)
            if not each.startswith(('<meta http-equiv="Content-Sec', "LINK href=data:,"))
        ]
        assert alive == [] and refused == []
        assert page.evaluate("window.hasRun") == []

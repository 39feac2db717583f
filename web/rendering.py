"""Templates -> HTML: one environment, in which all text is escaped and templates know the words of pages."""

from pathlib import Path

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from web import shape, words

SERVICE = "The Collaborative Guide"
STATIC = Path(__file__).parent / "static"


def capitalise(text: str) -> str:
    """Return "Case study" for "case_study"."""
    plain = text.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def render(template: str, title: str, **values: object) -> str:
    """Return a page: `title` stands before the service's name in its title, and alone where it is a part of a page."""
    full = f"{title} – {SERVICE}" if title else SERVICE
    return _ENVIRONMENT.get_template(template).render(title=full, **values).lstrip()


def _web_address(url: str) -> bool:
    """Say whether a document's address may become a link: nothing but http and https."""
    return url.lower().startswith(("https://", "http://"))


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(Path(__file__).parent / "templates"), PackageLoader("nhsuk_frontend_jinja")]
        ),
        autoescape=True,
        undefined=ChainableUndefined,  # the NHS templates look into options that are not given
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        human_date=words.human_date,
        capitalise=capitalise,
        web_address=_web_address,
        leads_somewhere=lambda url: _web_address(url) or url.startswith("/sources/"),
    )
    environment.globals.update(
        service=SERVICE,
        place=words.place,
        pieces=words.pieces,
        contact_pieces=words.contact_pieces,
        paragraphs=words.paragraphs,
        outcome_heading=words.outcome_heading,
        notice_headings=words.NOTICE_HEADINGS,
        status_words=words.STATUS_WORDS,
        feedback_reasons=words.FEEDBACK_REASONS,
        settings=shape.settings,
        source_groups=shape.source_groups,
        worded=shape.worded,
        echoes_question=shape.echoes_question,
    )
    return environment


_ENVIRONMENT = _environment()

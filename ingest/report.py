"""What became of each file of an ingest: for the terminal, and as one page that opens anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.documents import Document
from ingest.errors import IngestError, shown
from ingest.metadata import missing_of
from ingest.reading import FileRead

READ, NOT_READ = "read", "not read"
_CITED = ("title", "date", "publisher")  # what an answer says of its source


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        name: path inside the ingested folder, as it is: print `line` or what `shown` makes of it.
        outcome: READ or NOT_READ; problem and remedy are "" for a file that was read.
        megabytes: most memory that its process had in use, libraries included (MiB).
        missing: those of title, date and publisher that nobody says.
        warnings: sentences about what of it could not be read.
    """

    name: str
    outcome: str
    problem: str
    remedy: str
    seconds: float
    megabytes: float
    passages: int
    missing: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def line(self) -> str:
        """What a person reads of a file that was not read: file, what is wrong, what to do."""
        return str(IngestError(self.name, self.problem, self.remedy))


def file_reports(reads: Sequence[FileRead], passages: Mapping[str, int]) -> tuple[FileReport, ...]:
    """A report for each file; `passages` counts them by document id."""
    return tuple(_file_report(read, passages) for read in reads)


def _file_report(read: FileRead, passages: Mapping[str, int]) -> FileReport:
    taken = (read.seconds, read.megabytes)
    match read.found:
        case Document() as document:
            missing = tuple(field for field in missing_of(document) if field in _CITED)
            return FileReport(read.name, READ, "", "", *taken, passages.get(document.id, 0), missing, read.warnings)
        case IngestError() as error:
            return FileReport(read.name, NOT_READ, error.problem, error.remedy, *taken, 0, (), read.warnings)


def remarks(files: Sequence[FileReport]) -> Iterator[str]:
    """A counted line each for missing metadata and for warnings, where there are any."""
    read = [file for file in files if file.outcome == READ]
    lacking = {field: sum(field in file.missing for file in read) for field in _CITED}
    if any(lacking.values()):
        told = ", ".join(f"{field} {count}" for field, count in lacking.items() if count)
        yield f"metadata is missing in {sum(bool(f.missing) for f in read)} of {len(read)} files: {told}"
    partly = sum(bool(file.warnings) for file in read)
    if partly:
        yield f"{partly} of {len(read)} files were read in part: the rest of them is images or blank"


def page(files: Sequence[FileReport], summary: str) -> str:
    """The report as one HTML page: no script, and nothing asked of any other place."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    return environment.get_template("report.html.j2").render(
        summary=summary,
        remarks=list(remarks(files)),
        failed=[file for file in files if file.outcome == NOT_READ],
        read=[file for file in files if file.outcome == READ],
    )

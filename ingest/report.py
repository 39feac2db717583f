"""What became of each file of an ingest: for the terminal, and as one page that opens anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.documents import Document
from ingest.errors import IngestError, shown
from ingest.metadata import missing_of
from ingest.reading import FileRead
from ingest.sync import CHANGED, DELETED, KINDS, LOST, MOVED, NEW, Changes

READ, NOT_READ = "read", "not read"
_CITED = ("title", "date", "publisher")  # what an answer says of its source
_NAMED = 10  # files of a kind of change that the terminal names


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        name: path inside the ingested folder, as it is: print `line` or what `shown` makes of it.
        outcome: READ or NOT_READ; problem and remedy are "" for a file that was read.
        megabytes: most memory that its process had in use, libraries included (MiB).
        missing: those of title, date and publisher that nobody says.
        warnings: sentences about what of it could not be read.
        change: NEW, CHANGED, MOVED or UNCHANGED since the index before; LOST where that had it and it cannot be read now;
            "" for another file that was not read.
        moved_from: its former path where it has moved, else "".
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
    change: str = ""
    moved_from: str = ""

    @property
    def line(self) -> str:
        """What a person reads of a file that was not read: file, what is wrong, what to do."""
        return str(IngestError(self.name, self.problem, self.remedy))


def file_reports(reads: Sequence[FileRead], passages: Mapping[str, int], changes: Changes) -> tuple[FileReport, ...]:
    """A report for each file; `passages` counts them by document id."""
    return tuple(_file_report(read, passages, changes) for read in reads)


def with_warnings(files: Sequence[FileReport], sentences: Mapping[str, str]) -> tuple[FileReport, ...]:
    """The reports with one more warning for each file that `sentences` names."""
    told = {name: (sentence,) for name, sentence in sentences.items()}
    return tuple(replace(file, warnings=(*file.warnings, *told.get(file.name, ()))) for file in files)


def _file_report(read: FileRead, passages: Mapping[str, int], changes: Changes) -> FileReport:
    taken = (read.seconds, read.megabytes)
    since = (changes.of_file.get(read.name, ""), changes.moved_from.get(read.name, ""))
    match read.found:
        case Document() as document:
            missing = tuple(field for field in missing_of(document) if field in _CITED)
            count = passages.get(document.id, 0)
            return FileReport(read.name, READ, "", "", *taken, count, missing, read.warnings, *since)
        case IngestError() as error:
            return FileReport(read.name, NOT_READ, error.problem, error.remedy, *taken, 0, (), read.warnings, *since)


def counts(files: Sequence[FileReport], deleted: Sequence[str]) -> dict[str, int]:
    """How many files are new, changed, moved, unchanged, deleted and lost."""
    found = {kind: sum(file.change == kind for file in files) for kind in KINDS}
    return found | {DELETED: len(deleted)}


def told_changes(files: Sequence[FileReport], deleted: Sequence[str]) -> list[str]:
    """What changed, for the terminal: a line of counts, then a line for each kind of change with the files' names.

    In the first run of a home all is new: nothing is named.
    """
    numbers = counts(files, deleted)
    lines = [", ".join(f"{number} {kind}" for kind, number in numbers.items() if number)]
    if numbers[NEW] == sum(numbers.values()):
        return lines
    for kind in (NEW, CHANGED, MOVED, DELETED, LOST):
        names = list(deleted) if kind == DELETED else [_named(file) for file in files if file.change == kind]
        if names:
            more = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
            lines.append(f"  {kind}: {', '.join([*map(shown, names[:_NAMED]), *more])}")
    return lines


def _named(file: FileReport) -> str:
    return f"{file.moved_from} -> {file.name}" if file.change == MOVED else file.name


def remarks(files: Sequence[FileReport]) -> Iterator[str]:
    """A counted line each for missing metadata and for warnings, where there are any."""
    read = [file for file in files if file.outcome == READ]
    lacking = {field: sum(field in file.missing for file in read) for field in _CITED}
    if any(lacking.values()):
        told = ", ".join(f"{field} {count}" for field, count in lacking.items() if count)
        yield f"metadata is missing in {sum(bool(f.missing) for f in read)} of {len(read)} files: {told}"
    partly = sum(bool(file.warnings) for file in read)
    if partly:
        yield f"{partly} of {len(read)} files {'have' if partly > 1 else 'has'} remarks, such as pages without text"


def page(files: Sequence[FileReport], summary: str, deleted: Sequence[str] = ()) -> str:
    """The report as one HTML page: no script, and nothing asked of any other place."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    numbers = counts(files, deleted)
    return environment.get_template("report.html.j2").render(
        summary=summary,
        counts=", ".join(f"{number} {kind}" for kind, number in numbers.items() if number),
        remarks=list(remarks(files)),
        deleted=deleted,
        failed=[file for file in files if file.outcome == NOT_READ],
        read=[file for file in files if file.outcome == READ],
    )

"""The doctor's round and report."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from commands.doctor.around import check_around
from commands.doctor.finding import Finding, Level
from commands.doctor.home import check_home
from commands.doctor.program import ROOT, check_program
from ingest.errors import shown


def run(home: Path, corpus: Path, port: int, as_json: bool) -> bool:
    """Look over everything and print it; False where something must be mended before it can serve."""
    register = ROOT / "corpus" / "register.toml"
    findings = list(chain(check_program(), check_home(home), check_around(corpus, register, port)))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        print(*map(shown, told(findings)), sep="\n")
    return all(finding.level is not Level.FAIL for finding in findings)


def told(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a finding, what to do below it, and the counts."""
    for finding in findings:
        yield f"{finding.level:4}  {finding.about}: {finding.told}"
        if finding.do:
            yield f"      {finding.do}"
    counts = Counter(finding.level for finding in findings)
    yield ", ".join(f"{counts[level]} {level}" for level in Level)

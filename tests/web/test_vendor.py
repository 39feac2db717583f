from pathlib import Path

import pytest

from web.vendor import OTHERS, STYLES, copy_all, self_contained


def test_styles_keep_no_address_outside_and_no_web_font() -> None:
    css = (
        '@font-face{font-family:Frutiger W01;src:url(https://fonts.example/a.woff2) format("woff2")}'
        "body{font-family:Frutiger W01,arial,sans-serif;background:url( /assets/a.svg )}"
        ".a{background:url(\"data:image/svg+xml;utf8,<svg fill='x()'/>\")}.b{mask:url(#m)}"
        "/*# sourceMappingURL=x.map */"
    )
    assert self_contained(css) == (
        "body{font-family:arial,sans-serif;background:none}"
        ".a{background:url(\"data:image/svg+xml;utf8,<svg fill='x()'/>\")}.b{mask:url(#m)}"
    )


def test_files_are_copied_and_a_missing_one_is_named(tmp_path: Path) -> None:
    modules, target = tmp_path / "modules", tmp_path / "vendor"
    for source in [*STYLES, *OTHERS]:
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_text("a{}", encoding="utf-8")
    assert {path.name for path in copy_all(modules, target)} == {*STYLES.values(), *OTHERS.values()}
    missing = modules / next(iter(STYLES))
    missing.unlink()
    with pytest.raises(OSError, match=missing.name):
        copy_all(modules, target)

"""Promises of filled-in PDF forms: what is filled in stands beside its label; what is empty, secret or hidden does not."""

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders.pdf import load

Draw = Callable[[Canvas], None]


def words(folder: Path, draw: Draw) -> list[str]:
    canvas = Canvas(str(folder / "form.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 780, "Please fill in all of this form and send it to the office of the harbour trusts.")
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return [block.text for block in load(folder / "form.pdf").blocks][1:]


def field(canvas: Canvas, name: str, y: float, value: str, **more: object) -> None:
    canvas.acroForm.textfield(name=name, x=200, y=y, width=250, height=20, value=value, **more)


def test_what_is_filled_in_stands_behind_its_label(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n, (label, value) in enumerate([("Name:", "Jo Ferry"), ("Trust:", "North Harbour"), ("Ward:", "")]):
            canvas.drawString(72, 706 - 60 * n, label)
            field(canvas, label, 700 - 60 * n, value)

    assert words(tmp_path, draw) == ["Name: Jo Ferry", "Trust: North Harbour", "Ward:"]


def test_a_label_is_found_although_it_stands_a_little_higher(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 714, "Name")
        field(canvas, "name", 700, "Jo Ferry")

    assert words(tmp_path, draw) == ["Name Jo Ferry"]


def test_ticked_boxes_are_told_from_others(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n, (label, checked) in enumerate([("I work nights", True), ("I work days", False)]):
            canvas.acroForm.checkbox(name=label, x=72, y=700 - 60 * n, size=14, checked=checked)
            canvas.drawString(92, 703 - 60 * n, label)

    assert words(tmp_path, draw) == ["☑ I work nights", "I work days"]


def test_a_choice_is_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 706, "Town:")
        canvas.acroForm.choice(name="t", value="Cliff", options=["Cliff", "Moor"], x=200, y=700, width=200, height=20)

    assert words(tmp_path, draw) == ["Town: Cliff"]


def test_several_lines_of_a_field_stand_under_their_question(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "What would you change?")
        value = "One list for all of the towns.\nA bus between them."
        canvas.acroForm.textfield(name="change", x=72, y=600, width=400, height=90, value=value, fieldFlags="multiline")
        canvas.drawString(72, 500, "Thank you for what you have told us.")

    text = " ".join(words(tmp_path, draw))
    assert text == (
        "What would you change? One list for all of the towns. A bus between them. Thank you for what you have told us."
    )


def test_a_password_and_a_hidden_field_are_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 706, "Name:")
        field(canvas, "secret", 700, "opensesame", fieldFlags="password")
        field(canvas, "unseen", 640, "shadow", annotationFlags="hidden")

    assert words(tmp_path, draw) == ["Name:"]

"""Where an identity comes to be, and where it could be typed: one place, and none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.unit.house import tree

IDENTITY_FILE, READ_FILE = "pos_client/domain/identity.py", "drivers/card/read.py"
# Qt's ways to let somebody write, choose freely, or edit in place.
EDITABLE = {
    *("QLineEdit", "QTextEdit", "QPlainTextEdit", "QComboBox", "QFontComboBox", "QTextBrowser"),
    *("QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QDateTimeEdit", "QKeySequenceEdit"),
    *("QInputDialog", "QAbstractSpinBox", "QItemDelegate", "QStyledItemDelegate"),
    *("QTextDocument", "QTextCursor", "QQuickWidget", "QQuickView", "QWebEngineView"),
}
GUARDED = "ui/widgets/line_edit.py"
IDENTITY_FIELDS = {
    *("id_number", "name_latin", "birth_date", "permit_number", "ethnicity", "nationality"),
    *("valid_from", "valid_until", "issue_count", "raw_photo"),
}
IDENTITY_WORDS = IDENTITY_FIELDS | {
    *("name", "full_name", "customer", "customer_name", "identity", "id_card", "birthday"),
    *("address", "issuer", "sex", "gender", "holder", "person"),
}
# These say where a shop is or what a computer is called, never who a customer is.
HARMLESS = {"device_name"}


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for path in tree.sources(*folders):
        for node in ast.walk(tree.tree_of(path)):
            yield path.as_posix(), node


def called(node: ast.AST) -> str:
    """The last name of what is called."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_an_identity_has_one_construction_site() -> None:
    made = [
        (path, ast.unparse(node.func))
        for path, node in nodes(*tree.SOURCES)
        if isinstance(node, ast.Call)
        and (called(node) == "Identity" or (path == IDENTITY_FILE and called(node) == "cls"))
    ]
    assert made == [(IDENTITY_FILE, "cls")]
    derived = [path for path, node in nodes(*tree.SOURCES) if called(node) == "derived_from"]
    assert derived == ["pos_client/application/reading.py"]


def test_the_token_that_makes_one_is_named_nowhere_else() -> None:
    named = {
        path
        for path, node in nodes(*tree.SOURCES)
        if (isinstance(node, ast.Name) and node.id == "_DERIVING")
        or (isinstance(node, ast.Attribute) and node.attr == "_DERIVING")
        or (isinstance(node, ast.alias) and node.name == "_DERIVING")
        or (isinstance(node, ast.Constant) and node.value == "_DERIVING")
    }
    assert named == {IDENTITY_FILE}


def test_a_card_read_has_one_constructor() -> None:
    made = [
        (path, called(node))
        for path, node in nodes(*tree.SOURCES)
        if called(node) == "CardRead" or (path == READ_FILE and called(node) in ("_make", "cls"))
    ]
    assert made == [(READ_FILE, "_make")]
    (parse,) = [
        node
        for _, node in nodes("drivers")
        if isinstance(node, ast.FunctionDef)
        and any(called(each) == "_make" for each in ast.walk(node))
    ]
    assert parse.name == "parse"


def test_neither_is_made_by_way_of_the_back_door() -> None:
    """`object.__new__` and `object.__setattr__` make what a constructor would refuse."""
    back_doors = {
        path
        for path, node in nodes(*tree.SOURCES)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("object.__new__", "object.__setattr__")
    }
    assert back_doors == {READ_FILE}


def test_nothing_that_can_be_written_into_is_made_but_the_guarded_line_edit() -> None:
    made = set()
    for path, node in nodes("ui"):
        if called(node) in EDITABLE:
            made.add((path, called(node)))
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
            made |= {(path, f"class of {base}") for base in bases & EDITABLE}
    # A list of wishes on the demo's panel: chosen from, never written into.
    assert made == {(GUARDED, "class of QLineEdit"), ("ui/demo/panel.py", "QComboBox")}
    made_editable = [path for path, node in nodes("ui") if called(node) == "setEditable"]
    assert made_editable == []


def test_no_line_edit_is_filled_from_a_person() -> None:
    """What a program writes into a field is its own: never a part of an identity."""
    filled = [
        (path, ast.unparse(node))
        for path, node in nodes("ui")
        if called(node) in ("setText", "insert", "setPlaceholderText", "setInputMask")
        and any(
            isinstance(each, ast.Attribute) and each.attr in IDENTITY_FIELDS
            for argument in (node.args if isinstance(node, ast.Call) else ())
            for each in ast.walk(argument)
        )
    ]
    assert filled == []


def test_no_view_reads_a_person_back_from_a_widget() -> None:
    """`text()` is asked of line edits only, and never ends in a command about a person."""
    commands = tree.tree_of(Path("pos_client/application/commands.py"))
    fields = {
        each.target.id
        for each in ast.walk(commands)
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    assert len(fields) > 15
    assert fields & IDENTITY_WORDS == set()


def names_in(schema: object, place: str = "") -> Iterator[str]:
    """Every name of a property, parameter or header of the contract."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        if "in" in schema and "name" in schema:
            yield str(schema["name"])
        for each in schema.values():
            yield from names_in(each, place)
    elif isinstance(schema, list):
        for each in schema:
            yield from names_in(each, place)


def test_no_endpoint_has_a_field_for_a_name_or_a_number_in_the_clear() -> None:
    contract = yaml.safe_load((tree.ROOT / "docs/gateway-openapi.yaml").read_text("utf-8"))
    names = set(names_in(contract))
    assert {"device_name", "phone_number", "Clerk-Session", "password"} <= names
    told = {name for name in names if name.lower().replace("-", "_") in IDENTITY_WORDS}
    assert told - HARMLESS == set()
    paths = {part for path in contract["paths"] for part in path.split("/")}
    assert paths & IDENTITY_WORDS == set()

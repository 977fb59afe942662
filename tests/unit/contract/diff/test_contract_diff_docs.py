"""docs/compatibility.md lists the rules. Run this file to print the tables as they are due."""

from pathlib import Path

from shapeproof.contract.diff import RULES, SECTIONS, CompatibilityClass

DOCUMENT = Path(__file__).parents[4] / "docs" / "compatibility.md"


def tables() -> str:
    lines: list[str] = []
    for title, kinds in SECTIONS.items():
        lines += [f"### {title}", "", "| rule | class | severity | meaning |", "|---|---|---|---|"]
        for rule in map(RULES.__getitem__, kinds):
            facts = (f"`{rule.id}`", rule.compatibility.value, rule.severity, rule.meaning)
            lines.append(f"| {' | '.join(facts)} |")
        lines.append("")
    return "\n".join(lines)


def test_the_document_has_all_rules_and_no_others() -> None:
    _, mark, listed = DOCUMENT.read_text(encoding="utf-8").partition("### Service\n")
    assert mark + listed == tables()


def test_the_document_names_all_classes() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Rules")[0]
    assert [each.value for each in CompatibilityClass if f"| {each.value} |" not in text] == []


if __name__ == "__main__":
    print(tables(), end="")

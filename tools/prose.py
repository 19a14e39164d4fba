"""The words that docstrings, comments, docs and messages do without: `python -m tools.prose`.

A word of the AWS documentation, or of the field, stands in the place of each; docs/glossary.md has the project's own.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent

INSTEAD = {
    r"told|tells? (?:what|whether|how|which|when|the user)": "report, return, show, log",
    r"doors?": "policy",
    r"desk": "command line",
    r"ways? out": "remedy",
    r"(?-i:(?:is|are|was|were) none)(?! of)": "invalid, not a",
    r"(?:is|are) no (?:ARN|CSV|int|number|file|mode|name|error|job|test|finding|import)s?": "is not a",
    r"given up|gives? up": "cancelled",
    r"puts? back": "restore",
    r"stands? for": "is, represents",
    r"held (?:against|to)|holds? against": "validated against, tested",
    r"may not be seen|(?:is|are) seen": "propagated",
    r"what is others'|(?:is|are) ours": "this resource's, other stacks'",
    r"occupants?": "running jobs",
    r"invented": "generated",
    r"mend(?:s|ed|ing)?": "fix",
    r"reckon(?:s|ed|ing)?": "calculate",
    r"all the same": "anyway",
    r"licence|behaviour|colour\w*|(?:un)?authoris\w+|recognis\w+|synthesis(?:e|ed|es|ing|er)"
    r"|normalis\w+|serialis\w+|initialis\w+|summaris\w+": "American spelling",
}
"""Patterns of words, and what to write instead."""

_WITH_MESSAGES = ("cli/", "constructs/", "demo/", "lambda/")

_WORDS = re.compile("|".join(rf"(?P<w{i}>\b(?:{pattern})\b)" for i, pattern in enumerate(INSTEAD)), re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A word that stands in a line of a file."""

    file: str
    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        """Return it as linters print what they find."""
        return f"{self.file}:{self.line}: {self.word!r}; write: {self.instead}"


def hits(file: str, text: str) -> Iterator[Hit]:
    """Find the words in the docstrings and comments of a Python file, or in the prose of a page."""
    for first_line, prose in _prose_of(file, text) if file.endswith(".py") else [(1, text)]:
        without_code = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), prose)
        for match in _WORDS.finditer(without_code):
            line = first_line + without_code.count("\n", 0, match.start())
            instead = list(INSTEAD.values())[int((match.lastgroup or "w0")[1:])]
            yield Hit(file=file, line=line, word=match[0], instead=instead)


def _prose_of(file: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield docstrings and comments, and the strings of what users run: all with a space, which names have not."""
    nodes = list(ast.walk(ast.parse(source)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    has_messages = file.startswith(_WITH_MESSAGES)
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in docstrings or (has_messages and " " in node.value):
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def main() -> int:
    """Print every hit in the files that git knows."""
    listed = subprocess.run(["git", "ls-files", "*.py", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [hit for file in listed.stdout.split() for hit in hits(file, (ROOT / file).read_text())]
    for hit in found:
        print(hit)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

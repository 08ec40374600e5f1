"""Writes expected.json: what Jinja2 makes of the templates here, set up as transformers sets it up.

Usage: make-expected.py            (needs the package jinja2)
"""

import datetime
import json
from pathlib import Path

import jinja2.ext
import jinja2.nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

here = Path(__file__).parent
now = datetime.datetime(2024, 7, 5, 13, 7, 9)


class Generation(jinja2.ext.Extension):
    """{% generation %}: transformers notes where it is, and prints it."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("content"), [], [], body).set_lineno(line)

    def content(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise TemplateError(message)


environment = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
)
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = now.strftime


def render(source, variables):
    """The text, or null where rendering is an error."""
    try:
        return environment.from_string(source).render(**variables)
    except (TemplateError, TypeError, ValueError):
        return None


def conversation_text(path, conversation):
    defaults = {"tools": None, "documents": None, "bos_token": "<|begin|>", "eos_token": "<|end|>"}
    return render(path.read_text(), defaults | conversation)


conversations = json.loads((here / "conversations.json").read_text())
constructs = json.loads((here / "constructs.json").read_text())
context = json.loads((here / "context.json").read_text())
expected = {
    "families": {
        path.stem: {case["name"]: conversation_text(path, case) for case in conversations}
        for path in sorted((here / "templates").iterdir())
    },
    "constructs": {group: [render(source, context) for source in sources] for group, sources in constructs.items()},
}
for group, texts in expected["constructs"].items():
    for source, text in zip(constructs[group], texts):
        assert text is not None, source
(here / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")

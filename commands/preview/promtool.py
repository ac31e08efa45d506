"""Values of PromQL over the data of cases, by Prometheus' own engine.

promtool has no query over test data. It has tests of expressions, and says of one that expects
nothing what it got instead: that is the value. So no part of PromQL is made anew here.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alerts.prometheus import prometheus_recording
from alerts.rule import Recording
from proof.case import MetricCase

NAME = "__name__"

ANSWER = re.compile(
    r'# (?P<question>\d+) (?P<minute>\d+)", time: \w+,'
    r"(?: err: (?P<error>.*)|\s+exp: nil\s+got: (?P<got>.*))"
)
"""Each expression ends with a comment that numbers it."""

SAMPLE = re.compile(
    r'(?P<name>[a-zA-Z_:][\w:]*)?\{(?P<labels>(?:[^"}]|"(?:[^"\\]|\\.)*")*)\} (?P<value>[^\s,]+)'
)
LABEL = re.compile(r'([\w:.]+)=("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class Question:
    """An expression, asked of a case's data at these minutes."""

    expr: str
    case: MetricCase
    minutes: tuple[int, ...]


@dataclass(frozen=True)
class Series:
    """One series of an answer. points: minutes and values."""

    labels: Mapping[str, str]
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Answer:
    """What the engine said. error: its own words, where it refused."""

    series: tuple[Series, ...] = ()
    error: str = ""


def answers(
    promtool: Path, questions: Sequence[Question], recordings: Sequence[Recording]
) -> list[Answer]:
    """An answer to each question."""
    found: list[dict[tuple[tuple[str, str], ...], list[tuple[int, float]]]]
    found = [{} for _ in questions]
    errors = [""] * len(questions)
    for said in ANSWER.finditer(_printed(promtool, questions, recordings)):
        number, minute = int(said["question"]), int(said["minute"])
        errors[number] = errors[number] or (said["error"] or "")
        for labels, value in samples(said["got"] or ""):
            found[number].setdefault(tuple(labels.items()), []).append((minute, value))
    return [
        Answer(tuple(Series(dict(key), tuple(sorted(of[key]))) for key in sorted(of)), error)
        for of, error in zip(found, errors, strict=True)
    ]


def samples(got: str) -> Iterator[tuple[dict[str, str], float]]:
    """What promtool prints of a vector."""
    for one in SAMPLE.finditer(got):
        labels = {name: json.loads(value) for name, value in LABEL.findall(one["labels"])}
        named = {NAME: one["name"]} if one["name"] else {}
        yield {**named, **labels}, float(one["value"])


def _printed(promtool: Path, questions: Sequence[Question], recordings: Sequence[Recording]) -> str:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rules = [prometheus_recording(recording) for recording in recordings]
        (folder / "rules.json").write_text(
            json.dumps({"groups": [{"name": "recorded", "rules": rules}] if rules else []})
        )
        files: list[str] = []
        for step in sorted({question.case.step for question in questions}):
            files.append(f"tests-{step}m.json")
            (folder / files[-1]).write_text(json.dumps(_tests(questions, step)))
        # It ends with 1, since nothing is as these tests expect.
        run = subprocess.run(
            [promtool, "test", "rules", *files],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return run.stdout + run.stderr


def _tests(questions: Sequence[Question], step: int) -> dict[str, Any]:
    """Questions about the same data are asked together, so that it is loaded once."""
    by_case: dict[tuple[str, str], list[tuple[int, Question]]] = {}
    for number, question in enumerate(questions):
        if question.case.step == step:
            key = (question.case.rule, question.case.what)
            by_case.setdefault(key, []).append((number, question))
    return {
        "rule_files": ["rules.json"],
        "evaluation_interval": f"{step}m",
        "tests": [
            {
                "interval": f"{step}m",
                "input_series": [
                    {"series": name, "values": values}
                    for name, values in asked[0][1].case.data.items()
                ],
                "promql_expr_test": list(_asked(asked)),
            }
            for asked in by_case.values()
        ],
    }


def _asked(questions: Iterable[tuple[int, Question]]) -> Iterator[dict[str, Any]]:
    for number, question in questions:
        for minute in question.minutes:
            yield {
                "expr": f"{question.expr}\n# {number} {minute}",
                "eval_time": f"{minute}m",
                "exp_samples": [],
            }

"""The programs that are compared: the same file of lines through more or less."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from alloy.card_numbers import CARD_TAG
from alloy.mask_logs import groups, mask_logs
from alloy.program import module_texts
from commands.conformance.cli import STABILITY

EXPERIMENTAL = "experimental"


@dataclass(frozen=True)
class Pipeline:
    """A program of a log file's path and the receiver's address."""

    name: str
    text: Callable[[Path, str], str]
    stability: str = STABILITY


def pipelines() -> tuple[Pipeline, ...]:
    """What the ratios are of; the first is what all are compared to."""
    return (
        Pipeline("pass-through", _lines({})),
        Pipeline("the masks alone", _lines({"mask_logs": mask_logs()})),
        Pipeline("loki.secretfilter alone", _lines({}, FILTER), EXPERIMENTAL),
        Pipeline("all but the masks", _lines({}, whole=True)),
        Pipeline("the whole way", _lines({"mask_logs": mask_logs()}, whole=True)),
    )


def by_group() -> tuple[Pipeline, ...]:
    """The masks with one group only, and with all but one, for each group."""
    every = groups()
    only = [Pipeline(f"only {g.name}", _lines({"mask_logs": mask_logs([g])})) for g in every]
    rest = [
        Pipeline(
            f"without {out.name}",
            _lines({"mask_logs": mask_logs([group for group in every if group != out])}),
        )
        for out in every
    ]
    return (*only, *rest)


FILTER = """loki.secretfilter "all" {
	forward_to = [FORWARD]
}
"""

SOURCE = """loki.source.file "in" {
	targets = [{__path__ = "PATH", app = "shop", namespace = "shop", container = "app", job = "shop/shop", pod = "shop-0", node = "node-1"}]
	forward_to = [loki.process.cri.receiver]
}
loki.process "cri" {
	stage.cri { }
	forward_to = [FIRST]
}
"""  # noqa: E501

WRITE = """loki.write "out" {
	endpoint {
		url = "URL"
	}
}
"""

MASK = f"""mask_logs "all" {{
	forward_to = [FORWARD]
	card_tag   = "{CARD_TAG}"
}}
"""

SHAPE = """logs_shape "all" {
	forward_to = [FORWARD]
}
"""

EXIT = """exit_logs "all" {
	url             = "URL"
	username        = "nobody"
	labels          = {}
	drop_namespaces = "(none is denied)"
	keep_namespaces = ".*"
}
"""


def _lines(
    modules: Mapping[str, str], use: str = "", *, whole: bool = False
) -> Callable[[Path, str], str]:
    """Source, what is measured, and what sends; `whole` is as a role is composed."""
    masks = MASK if "mask_logs" in modules else use
    inner = "mask_logs.all" if "mask_logs" in modules else "loki.secretfilter.all"
    texts = module_texts()
    last = "exit_logs.all.receiver" if whole else "loki.write.out.receiver"
    middle = f"{inner}.receiver" if masks else last
    parts = [*modules.values(), *((texts["logs_shape"], texts["exit_logs"]) if whole else ())]
    parts += [masks.replace("FORWARD", last)]
    parts += [SHAPE.replace("FORWARD", middle), EXIT] if whole else [WRITE]
    first = "logs_shape.all.receiver" if whole else middle

    def text(path: Path, url: str) -> str:
        source = SOURCE.replace("PATH", str(path)).replace("FIRST", first)
        return "\n".join([*parts, source]).replace('"URL"', f'"{url}"')

    return text

"""The modules of a program: each instance of a `declare`, and what a name means inside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commands.conformance.components import global_id
from commands.conformance.program import Block, parse

_SETTINGS = frozenset({"http", "livedebugging", "remotecfg", "argument", "export", "declare"})
"""Blocks that neither are components nor send data."""
_VALUES = frozenset({"constants", "sys", "env"})
"""First words of names that mean a plain value."""


@dataclass(frozen=True)
class Target:
    """An export of a built-in component."""

    module: str
    local_id: str
    export: str


@dataclass(frozen=True)
class Module:
    """One instance; `arguments` are what its parent's expressions refer to, by argument."""

    id: str
    parent: "Module | None"
    arguments: Mapping[str, tuple[str, ...]]
    exports: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, tuple[str, ...]]
    components: tuple[Block, ...]
    """Built-in ones, and the `logging` and `tracing` blocks, which send data too."""
    instances: tuple[Block, ...]
    """Custom ones."""
    children: dict[str, "Module"] = field(default_factory=dict[str, "Module"])

    def all(self) -> Iterator["Module"]:
        """The module itself and those below it."""
        yield self
        for child in self.children.values():
            yield from child.all()

    def targets(self, reference: str) -> Iterator[Target]:
        """The exports that a name means, through arguments and exports of modules.

        Raises ValueError when it means nothing here.
        """
        words = reference.split(".")
        if words[0] in _VALUES:
            return
        if words[0] == "argument":
            yield from self._argument(words[1])
            return
        local_id = self.named(reference)
        if local_id is None:
            raise ValueError(f"{reference} means nothing in {self.id or 'the root module'}")
        export = reference.removeprefix(local_id).lstrip(".")
        if child := self.children.get(local_id):
            for inner in child.exports[export]:
                yield from child.targets(inner)
        else:
            yield Target(self.id, local_id, export)

    def named(self, reference: str) -> str | None:
        """The local id of the component that a name begins with, if it does."""
        words = reference.split(".")
        known = {block.id for block in (*self.components, *self.instances)}
        starts = (".".join(words[:end]) for end in range(len(words), 0, -1))
        return next((start for start in starts if start in known), None)

    def _argument(self, name: str) -> Iterator[Target]:
        given = self.arguments.get(name)
        if given is None or self.parent is None:
            asked, references = self, self.defaults[name]
        else:
            asked, references = self.parent, given
        for reference in references:
            yield from asked.targets(reference)


def root_module(text: str) -> Module:
    """The program with every instance of its declares; raises ValueError on imports and loops."""
    return _module("", None, parse(text), {}, {})


def _module(
    id_: str,
    parent: Module | None,
    blocks: tuple[Block, ...],
    scope: Mapping[str, Block],
    arguments: Mapping[str, tuple[str, ...]],
) -> Module:
    for block in blocks:
        if block.name == "foreach" or block.name.startswith("import."):
            raise ValueError(f"{block.id}: the graph does not follow {block.name} blocks")
    declares = {**scope, **{block.label: block for block in blocks if block.name == "declare"}}
    module = Module(
        id=id_,
        parent=parent,
        arguments=arguments,
        exports={b.label: _given(b, "value") for b in blocks if b.name == "export"},
        defaults={b.label: _given(b, "default") for b in blocks if b.name == "argument"},
        components=tuple(
            block for block in blocks if block.name not in _SETTINGS and block.name not in declares
        ),
        instances=tuple(block for block in blocks if block.name in declares),
    )
    for block in module.instances:
        given = {attribute.name: attribute.references for attribute in block.attributes}
        inner = declares[block.name].blocks
        child = _module(global_id(id_, block.id), module, inner, declares, given)
        module.children[block.id] = child
    return module


def _given(block: Block, name: str) -> tuple[str, ...]:
    attribute = block.attribute(name)
    return attribute.references if attribute else ()

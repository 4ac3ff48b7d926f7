"""What can be said of a decision tree as a graph: reach, exits, depth; and the graph as a Mermaid diagram."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from kb.pages.tree import Outcome, TargetKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.pages.tree import DecisionTree, Node

MERMAID_QUOTE = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;"}


def next_nodes(node: Node) -> list[str]:
    """The ids of the nodes that choices lead to, each once, in order."""
    return list(dict.fromkeys(choice.target.name for choice in node.choices if choice.target.kind is TargetKind.NODE))


def is_exit(node: Node) -> bool:
    """Whether a walk can end here or leave for another page."""
    return node.outcome is not None or any(choice.target.kind is not TargetKind.NODE for choice in node.choices)


def find_unreachable(nodes: Sequence[Node]) -> list[Node]:
    """The nodes that no walk from the first comes to, in page order."""
    by_id = {node.id: node for node in nodes}
    reached = {node.id for node in nodes[:1]}
    waiting = deque(reached)
    while waiting:
        for name in next_nodes(by_id[waiting.popleft()]):
            if name in by_id and name not in reached:
                reached.add(name)
                waiting.append(name)
    return [node for node in nodes if node.id not in reached]


def find_trapped(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with choices from which no walk comes to an exit, in page order."""
    before: dict[str, list[str]] = {}
    for node in nodes:
        for name in next_nodes(node):
            before.setdefault(name, []).append(node.id)
    free = {node.id for node in nodes if is_exit(node)}
    waiting = deque(free)
    while waiting:
        for name in before.get(waiting.popleft(), ()):
            if name not in free:
                free.add(name)
                waiting.append(name)
    return [node for node in nodes if node.choices and node.id not in free]


def measure_depth(nodes: Sequence[Node]) -> tuple[int, str]:
    """The number of nodes on the longest way from the first that goes back to none it came from, and where it ends.

    Choices that lead back to a node on the way there (in page order of choices) do not count.
    """
    if not nodes:
        return 0, ""
    start, by_id = nodes[0].id, {node.id: node for node in nodes}
    longest: dict[str, tuple[int, str]] = {}
    on_way: dict[str, list[str]] = {start: []}
    todo = [(start, iter(next_nodes(by_id[start])))]
    while todo:
        name, below = todo[-1]
        following = next((each for each in below if each in by_id and each not in on_way), None)
        if following is None:
            todo.pop()
            longest[name] = max((longest[each] for each in on_way.pop(name)), default=(0, name))
            longest[name] = (longest[name][0] + 1, longest[name][1])
        else:
            on_way[name].append(following)
            if following not in longest:
                on_way[following] = []
                todo.append((following, iter(next_nodes(by_id[following]))))
    return longest[start]


def format_mermaid(tree: DecisionTree) -> str:
    """The tree as a Mermaid flow chart: outcomes rounded, other pages as stadiums at the end of dashed arrows."""
    lines = ["flowchart TD"]
    pages: dict[str, str] = {}
    for node in tree.nodes:
        left, right = {Outcome.RESOLVED: ("([", "])"), Outcome.ESCALATE: ("[[", "]]"), None: ("[", "]")}.get(
            node.outcome, ("[/", "/]"))
        lines.append(f'  {_name(node.id)}{left}"{_quote(node.title)}"{right}')
        for choice in node.choices:
            if choice.target.kind is TargetKind.NODE:
                lines.append(f'  {_name(node.id)} -->|"{_quote(choice.label)}"| {_name(choice.target.name)}')
            else:
                page = f"{choice.target.kind}_{_name(choice.target.name)}"
                pages[page] = choice.target.name
                lines.append(f'  {_name(node.id)} -.->|"{_quote(choice.label)}"| {page}')
    lines += [f'  {page}("{name}")' for page, name in pages.items()]
    return "\n".join(lines) + "\n"


def _name(node_id: str) -> str:
    # `end` and a few others are words of Mermaid's grammar; no name of ours is one with a prefix.
    return "n_" + node_id.replace("-", "_")


def _quote(text: str) -> str:
    return "".join(MERMAID_QUOTE.get(each, each) for each in text)

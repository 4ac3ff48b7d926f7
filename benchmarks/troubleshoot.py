"""Troubleshooting: the order of checks and what learning gains, by simulation over the shipped articles.

A caller has one cause, drawn from the chances; a check that says yes is followed by the fix. Minutes are those that the
pages declare. For the orders, minutes are exact expectations where the assumptions of `ordering` hold, and means of
simulated callers where one of them is broken.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from assistant.opening import open_knowledge
from assistant.settings import load_settings
from assistant.troubleshoot.learning import candidates_of, odds_of
from assistant.troubleshoot.ordering import Candidate, order_causes
from benchmarks.measuring import print_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb.pages.article import Article

SEED = 20_261_123
GENERATED = 150
CALLERS = 3_000
TEAMS = 20
MAX_EXHAUSTIVE = 8
GIVEN_UP = 60.0
"""Minutes that a caller costs whose cause no check of the page finds."""

Order = list[Candidate]


class World(NamedTuple):
    """How callers differ from the assumptions: how often a check says no although it is the cause, yes although it is
    not, how often a fix fails, and how often a second cause is at work."""

    name: str
    false_no: float = 0.0
    false_yes: float = 0.0
    failing: float = 0.0
    second: float = 0.0


def main() -> None:
    """Prints the three tables."""
    knowledge = open_knowledge(load_settings())
    articles = [knowledge.get_article(slug, "ja") for slug in knowledge.all_slugs()]
    articles = [article for article in articles if len(article.causes) > 1]
    shipped = [candidates_of(article, odds_of(article)) for article in articles]
    generated = list(generate(random.Random(SEED)))
    print_orders(shipped, generated)
    print()
    print_broken(generated)
    print()
    print_learning(articles)


def generate(rng: random.Random) -> list[Order]:
    """Articles with 2 to 8 causes, some sharing a check, of chances and minutes as pages declare them."""
    out = []
    for number in range(GENERATED):
        size = 2 + number % (MAX_EXHAUSTIVE - 1)
        weights = [rng.choice((1, 2, 3, 5, 7)) for _ in range(size)]
        shared = rng.sample(range(size), 2) if number % 4 == 0 and size > 2 else []
        minutes = float(rng.randint(1, 15))
        out.append([
            Candidate(str(i), weight / sum(weights), minutes if i in shared else float(rng.randint(1, 15)),
                      float(rng.randint(2, 60)), "shared" if i in shared else "")
            for i, weight in enumerate(weights)])
    return out


def by_chance_and_fix(candidates: Sequence[Candidate]) -> Order:
    """Chance over (check + chance * fix): the rule of thumb that counts the fix into the cost."""
    return sorted(candidates, key=lambda each: -each.chance / (each.check_minutes + each.chance * each.fix_minutes))


def by_chance(candidates: Sequence[Candidate]) -> Order:
    """The likeliest first."""
    return sorted(candidates, key=lambda each: -each.chance)


ORDERS: dict[str, Callable[[Sequence[Candidate]], Order]] = {
    "page order": list,
    "likeliest first": by_chance,
    "chance / (check + chance * fix)": by_chance_and_fix,
    "ours": order_causes,
}


def expected_minutes(order: Sequence[Candidate]) -> float:
    """The expected minutes of an order under the assumptions."""
    total, left, made = 0.0, sum(each.chance for each in order), set()
    for number, each in enumerate(order):
        if each.check and each.check in made:
            continue
        made.add(each.check)
        total += left * each.check_minutes
        group = [other for other in order[number:] if other is each or (each.check and other.check == each.check)]
        inside = sum(other.chance for other in group)
        left -= inside
        for other in group:
            total += inside * other.fix_minutes
            inside -= other.chance
    return total


def best_minutes(candidates: Sequence[Candidate]) -> float:
    """The fewest expected minutes of all orders."""
    return min(map(expected_minutes, permutations(candidates)))


def print_orders(shipped: list[Order], generated: list[Order]) -> None:
    """Mean minutes of each order where the assumptions hold, and how many orders equal the best."""
    sets = {"shipped articles": [each for each in shipped if len(each) <= MAX_EXHAUSTIVE], "generated": generated}
    for title, cases in sets.items():
        if not cases:
            continue
        best = [best_minutes(case) for case in cases]
        rows = []
        for name, order in ORDERS.items():
            minutes = [expected_minutes(order(case)) for case in cases]
            equal = sum(abs(ours - least) < 1e-9 for ours, least in zip(minutes, best, strict=True))
            gap = max(ours / least for ours, least in zip(minutes, best, strict=True)) - 1
            rows.append([name, f"{statistics.mean(minutes):.2f}", f"{equal}/{len(cases)}", f"{gap:.1%}"])
        rows.append(["best of all orders", f"{statistics.mean(best):.2f}", f"{len(cases)}/{len(cases)}", "0.0%"])
        print_table(f"Expected minutes, assumptions hold: {title}",
                    ["order", "mean minutes", "equal to best", "worst gap"], rows)
        print()


def simulate(order: Sequence[Candidate], world: World, rng: random.Random) -> float:
    """The minutes of one caller: causes in order, each check made once, until all that is at work is mended."""
    at_work = {draw(order, rng)}
    if rng.random() < world.second:
        at_work.add(draw(order, rng))
    minutes, said = 0.0, dict[str, bool]()
    for each in order:
        is_it = each.id in at_work
        group = [other for other in order if other is each or (each.check and other.check == each.check)]
        if each.check not in said or not each.check:
            minutes += each.check_minutes
            there = any(other.id in at_work for other in group)
            said[each.check] = rng.random() >= world.false_no if there else rng.random() < world.false_yes
        if not said[each.check]:
            continue
        minutes += each.fix_minutes
        if is_it and rng.random() >= world.failing:
            at_work.discard(each.id)
            if not at_work:
                return minutes
    return minutes + GIVEN_UP


def draw(order: Sequence[Candidate], rng: random.Random) -> str:
    return rng.choices([each.id for each in order], [each.chance for each in order])[0]


def print_broken(generated: list[Order]) -> None:
    """Mean minutes where an assumption is broken, beside the best order for that world, found by simulation."""
    worlds = (World("assumptions hold"), World("checks miss 10 %", false_no=0.1),
              World("checks cry wolf 20 %", false_yes=0.2), World("fixes fail 20 %", failing=0.2),
              World("second cause in 20 %", second=0.2))
    cases = [case for case in generated if len(case) <= 4][:12]
    rows = []
    for world in worlds:
        means = {name: 0.0 for name in ORDERS} | {"best": 0.0}
        for case in cases:
            best = min(mean_minutes(list(order), world) for order in permutations(case))
            means["best"] += best
            for name, order in ORDERS.items():
                means[name] += mean_minutes(order(case), world)
        least = means["best"]
        rows.append([world.name, *(f"{means[name] / len(cases):.2f}" for name in ORDERS),
                     f"{least / len(cases):.2f}", f"{means['ours'] / least - 1:.1%}"])
    print_table(f"Simulated minutes, {len(cases)} generated articles of up to 4 causes, {CALLERS} callers each "
                f"(unsolved: +{GIVEN_UP:.0f})", ["world", *ORDERS, "best", "gap of ours"], rows)


def mean_minutes(order: Order, world: World) -> float:
    rng = random.Random(SEED)
    return statistics.mean(simulate(order, world, rng) for _ in range(CALLERS))


def print_learning(articles: list[Article]) -> None:
    """Expected minutes when a team's true mix is not the page's, after so many cases of each article."""
    rng = random.Random(SEED)
    sizes = (0, 20, 100, 500)
    learned = {size: 0.0 for size in sizes}
    page, perfect, count = 0.0, 0.0, 0
    for article in articles:
        for _ in range(TEAMS):
            weights = [rng.gammavariate(1, 1) for _ in article.causes]
            truth = {cause.id: weight / sum(weights) for cause, weight in zip(article.causes, weights, strict=True)}
            cases = rng.choices(list(truth), list(truth.values()), k=max(sizes))
            true_of = {each.id: each._replace(chance=truth[each.id])
                       for each in candidates_of(article, odds_of(article))}
            page += expected_minutes(list(true_of.values()))
            perfect += expected_minutes(order_causes(true_of.values()))
            for size in sizes:
                odds = odds_of(article, Counter(cases[:size]))
                learned[size] += expected_minutes([true_of[each.id] for each in
                                                   order_causes(candidates_of(article, odds))])
            count += 1
    if not count:
        return
    reachable = learned[0] - perfect
    rows = [["page order", f"{page / count:.2f}", ""]]
    rows += [[f"ours after {size} cases", f"{learned[size] / count:.2f}",
              f"{(learned[0] - learned[size]) / reachable:.0%}" if reachable else ""] for size in sizes]
    rows.append(["ours, knowing the true mix", f"{perfect / count:.2f}", "100%"])
    print_table(f"Learning: {len(articles)} shipped articles, {TEAMS} teams each with a mix of its own",
                ["order", "mean minutes", "of the possible gain"], rows)


if __name__ == "__main__":
    main()

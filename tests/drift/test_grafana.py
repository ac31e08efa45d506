"""What people made in Grafana is found: a small stand-in of its API, with things planted in it."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from commands.drift.__main__ import grafana_drift
from commands.drift.grafana import by_hand, read_grafana
from commands.drift.model import ByHand
from commands.drift.ours import Ours, our_things
from commands.drift.routes import Route, differing_routes, read_route
from commands.grafana_api import Grafana
from policies.synthesized import Synthesized
from settings import Environment, load_environment
from tests.doctor.servers import Served, serving

PROD = load_environment("prod")
TOKEN = "glsa_planted"
PROVISIONING = "/api/v1/provisioning"

Answers = dict[str, tuple[int, Any]]


def things(environment: Environment) -> Ours:
    assert environment.grafana
    return our_things(environment, environment.grafana)


OURS = things(PROD)


def route(ours: Route) -> dict[str, Any]:
    """A route as Grafana's API gives it."""
    wait, interval, repeat = ours.timing
    told = {
        "receiver": ours.receiver,
        "object_matchers": [list(matcher) for matcher in reversed(ours.matchers)],
        "group_by": list(ours.group_by),
        "group_wait": wait,
        "group_interval": interval,
        "repeat_interval": repeat,
        "mute_time_intervals": list(ours.mute_timings),
        "continue": ours.continues,
        "routes": [route(below) for below in ours.routes],
    }
    return {key: value for key, value in told.items() if value}


def as_made(ours: Ours) -> Answers:
    """A Grafana after a deploy, with what other people have outside of our folders."""
    made = {"provenance": ours.provenance} if ours.provenance else {}

    def rule(uid: str, folder: str, group: str, **more: Any) -> dict[str, Any]:
        return {"uid": uid, "title": uid, "folderUID": folder, "ruleGroup": group, **more}

    return {
        "/api/folders": (200, []),
        "/api/search": (
            200,
            [
                *({"uid": u, "title": u, "folderUid": f} for u, f in ours.dashboards.items()),
                {"uid": "theirs", "title": "Theirs", "folderUid": "elsewhere"},
                {"uid": "rootless", "title": "In the root"},
            ],
        ),
        "/api/library-elements": (200, {"result": {"elements": []}}),
        f"{PROVISIONING}/alert-rules": (
            200,
            [
                *(rule(uid, *at, **made) for uid, at in ours.rules.items()),
                rule("theirs", "elsewhere", "g"),
            ],
        ),
        f"{PROVISIONING}/contact-points": (
            200,
            [
                {"name": "grafana-default-email", "type": "email"},
                *(
                    {"name": name, "type": "slack", "settings": {"url": TOKEN}, **made}
                    for name in sorted(ours.contact_points)
                ),
            ],
        ),
        f"{PROVISIONING}/mute-timings": (200, [{"name": n, **made} for n in ours.mute_timings]),
        f"{PROVISIONING}/templates": (200, [{"name": n, **made} for n in ours.templates]),
        f"{PROVISIONING}/policies": (200, {**route(ours.routes), **made}),
    }


@pytest.fixture
def grafana() -> Generator[Served]:
    """A Grafana after a deploy of production."""
    with serving(as_made(OURS)) as served:
        yield served


def found(served: Served, ours: Ours = OURS) -> list[ByHand]:
    return list(by_hand(read_grafana(Grafana(served.url, TOKEN, "Admin"), ours), ours))


def test_after_a_deploy_nothing_is_found(grafana: Served) -> None:
    assert found(grafana) == []
    assert {header for _, header in grafana.asked} == {f"Bearer {TOKEN}"}


def test_where_people_may_edit_no_provenance_is_meant() -> None:
    alerting = PROD.alerting.model_copy(update={"editable": True})
    ours = things(PROD.model_copy(update={"alerting": alerting}))
    with serving(as_made(ours)) as served:
        assert found(served, ours) == []
        kinds = {by.kind for by in found(served)}
    assert kinds == {"rule", "contact point", "mute timing", "message template", "route"}


FOLDER = "lionpay-payments"
UID = next(uid for uid, at in OURS.rules.items() if at[0] == FOLDER)
GROUP = OURS.rules[UID][1]
DASHBOARD = "lionpay-payments"


def body(answers: Answers, path: str) -> Any:
    return answers[path][1]


def hand_made_dashboard(answers: Answers) -> None:
    body(answers, "/api/search").append({"uid": "x", "title": "Mine", "folderUid": FOLDER})


def lost_dashboard(answers: Answers) -> None:
    body(answers, "/api/search").pop(0)


def moved_dashboard(answers: Answers) -> None:
    of = body(answers, "/api/search")
    next(d for d in of if d["uid"] == DASHBOARD)["folderUid"] = "elsewhere"


def hand_made_rule(answers: Answers) -> None:
    planted = {"uid": "x", "title": "Mine", "folderUID": FOLDER, "ruleGroup": "mine"}
    body(answers, f"{PROVISIONING}/alert-rules").append(planted)


def of_rule(answers: Answers) -> dict[str, Any]:
    return next(r for r in body(answers, f"{PROVISIONING}/alert-rules") if r["uid"] == UID)


def lost_rule(answers: Answers) -> None:
    body(answers, f"{PROVISIONING}/alert-rules").remove(of_rule(answers))


def moved_rule(answers: Answers) -> None:
    of_rule(answers)["ruleGroup"] = "another"


def freed_rule(answers: Answers) -> None:
    of_rule(answers)["provenance"] = ""


def imported_rule(answers: Answers) -> None:
    of_rule(answers)["provenance"] = "file"


def hand_made_contact_point(answers: Answers) -> None:
    body(answers, f"{PROVISIONING}/contact-points").append({"name": "mine", "settings": {}})


def doubled_contact_point(answers: Answers) -> None:
    of = body(answers, f"{PROVISIONING}/contact-points")
    of.append(dict(of[1]))


def lost_contact_point(answers: Answers) -> None:
    body(answers, f"{PROVISIONING}/contact-points").pop(1)


def hand_made_mute_timing(answers: Answers) -> None:
    body(answers, f"{PROVISIONING}/mute-timings").append({"name": "mine"})


def hand_made_template(answers: Answers) -> None:
    body(answers, f"{PROVISIONING}/templates").append({"name": "mine"})


def hand_made_library_panel(answers: Answers) -> None:
    of = body(answers, "/api/library-elements")["result"]["elements"]
    of.append({"uid": "x", "name": "Mine", "folderUid": FOLDER})


def freed_tree(answers: Answers) -> None:
    del body(answers, f"{PROVISIONING}/policies")["provenance"]


FIRST = sorted(OURS.contact_points)[0]
WHERE = f"{FOLDER}/{GROUP}"
FREED = "people may edit it: its provenance was taken away"


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (hand_made_dashboard, ByHand("dashboard", "Mine (x)", FOLDER, "made by hand")),
        (lost_dashboard, ByHand("dashboard", *next(iter(OURS.dashboards.items())), "gone")),
        (moved_dashboard, ByHand("dashboard", DASHBOARD, FOLDER, "moved to elsewhere")),
        (hand_made_rule, ByHand("rule", "Mine (x)", f"{FOLDER}/mine", "made by hand")),
        (lost_rule, ByHand("rule", UID, WHERE, "gone")),
        (moved_rule, ByHand("rule", UID, WHERE, f"moved to {FOLDER}/another")),
        (freed_rule, ByHand("rule", UID, WHERE, FREED)),
        (imported_rule, ByHand("rule", UID, WHERE, "its provenance is file")),
        (hand_made_contact_point, ByHand("contact point", "mine", "", "made by hand")),
        (
            doubled_contact_point,
            ByHand("contact point", FIRST, "", "2 ways to tell, where one was made"),
        ),
        (lost_contact_point, ByHand("contact point", FIRST, "", "gone")),
        (hand_made_mute_timing, ByHand("mute timing", "mine", "", "made by hand")),
        (hand_made_template, ByHand("message template", "mine", "", "made by hand")),
        (hand_made_library_panel, ByHand("library panel", "Mine", FOLDER, "made by hand")),
        (freed_tree, ByHand("route", "the tree", "", FREED)),
    ],
)
def test_what_people_did_is_found_and_nothing_else(
    grafana: Served, plant: Callable[[Answers], None], told: ByHand
) -> None:
    plant(grafana.answers)
    assert found(grafana) == [told]


def test_folders_in_ours_and_what_is_in_them_are_found(grafana: Served) -> None:
    def folders(asked: str) -> list[dict[str, str]]:
        below = {FOLDER: "mine", "mine": "deeper"}
        return [{"uid": uid} for parent, uid in below.items() if f"parentUid={parent}&" in asked]

    hand_made_dashboard(grafana.answers)
    body(grafana.answers, "/api/search")[-1]["folderUid"] = "deeper"
    grafana.answers["/api/folders"] = (200, folders)
    assert found(grafana) == [
        ByHand("folder", "mine", FOLDER, "made by hand"),
        ByHand("folder", "deeper", "mine", "made by hand"),
        ByHand("dashboard", "Mine (x)", "deeper", "made by hand"),
    ]


def test_routes_are_compared_by_what_they_look_for() -> None:
    def changed(change: Callable[[dict[str, Any]], None]) -> list[tuple[str, str]]:
        tree = route(OURS.routes)
        change(tree)
        return list(differing_routes(OURS.routes, read_route(tree)))

    payments = next(r for r in OURS.routes.routes if r.matchers == (("team", "=", "payments"),))
    at = OURS.routes.routes.index(payments)
    assert changed(lambda _: None) == []
    assert changed(lambda t: t["routes"].pop(at)) == [("team=payments", "gone")]
    assert changed(lambda t: t["routes"][at]["routes"].pop(0)) == [
        ("team=payments / severity=critical", "gone")
    ]
    assert changed(lambda t: t["routes"][at].update(receiver="x")) == [
        ("team=payments", "receiver: payments-chat became x")
    ]
    assert changed(lambda t: t["routes"].append({"receiver": "x", "match": {"a": "b"}})) == [
        ("a=b", "made by hand, to x")
    ]
    assert changed(lambda t: t["routes"].reverse()) == [
        ("the root", "the order of its routes changed; the first match counts")
    ]
    assert changed(lambda t: t.update(repeat_interval="1d")) == [
        ("the root", "timing: 30s, 5m, 4h became 30s, 5m, 1d")
    ]


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_ours_is_what_the_stack_makes(name: str, request: pytest.FixtureRequest) -> None:
    made: Synthesized = request.getfixturevalue(name)["observability"]
    ours = things(load_environment(name))

    def names(type_: str, key: str) -> set[str]:
        return {resource.body[key] for resource in made.resources(type_)}

    assert ours.folders == names("grafana_folder", "uid")
    assert ours.contact_points == names("grafana_contact_point", "name")
    assert ours.mute_timings == names("grafana_mute_timing", "name")
    assert ours.templates == names("grafana_message_template", "name")
    assert set(ours.rules) == {
        rule["uid"] for group in made.resources("grafana_rule_group") for rule in group.body["rule"]
    }
    assert len(ours.dashboards) == len(made.resources("grafana_dashboard"))
    (tree,) = made.resources("grafana_notification_policy")
    assert len(ours.routes.routes) == len(tree.body["policy"])
    free = {r.body.get("disable_provenance", False) for r in made.resources("grafana_rule_group")}
    assert free == {ours.provenance == ""}


def test_a_refusal_is_told_without_a_token_and_is_no_clean_bill(grafana: Served) -> None:
    environ = {"GRAFANA_URL": grafana.url, "GRAFANA_TOKEN": TOKEN, "TF_VAR_x": "pLaNtEd"}
    assert grafana_drift(PROD, environ).found == ()
    grafana.answers[f"{PROVISIONING}/policies"] = (403, {"message": f"{TOKEN} or pLaNtEd"})
    refused = grafana_drift(PROD, environ)
    assert "It answered 403" in refused.problem
    assert TOKEN not in refused.problem
    assert "pLaNtEd" not in refused.problem
    grafana.answers[f"{PROVISIONING}/policies"] = (200, ["odd"])
    assert "not of the form" in grafana_drift(PROD, environ).problem
    assert not grafana_drift(PROD, {}).asked


def test_our_route_and_grafanas_are_read_alike() -> None:
    assert read_route(route(OURS.routes)) == OURS.routes

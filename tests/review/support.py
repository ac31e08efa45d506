"""A review with something of everything, and pieces to change in it."""

from alerts.catalogue import rules
from commands.preview.promtool import Series
from commands.preview.samples import Sample
from commands.review.model import Action, Argument, Change, Differences, Facts, TextDiff
from commands.review.review import Review
from commands.review.telemetry_path import lanes
from dashboards.catalogue import dashboards
from policies import POLICIES
from proof.case import MetricCase
from proof.cases import CASES
from settings import load_environment
from stacks.network import network_plan
from telemetry.environment import collected
from vocabulary.dashboards import Panel as Id

PROD = load_environment("prod")
STAGING = load_environment("staging")
BOARDS = dashboards(PROD)
EVIL = "<script>alert(1)</script>"
MARKDOWN = "</details>\n# [x](https://example.com) `a` | **b** ![i](https://example.com/i.png) @all"

NAT = Change(
    "network-seoul",
    "aws_nat_gateway.egress_gateway-ap-northeast-2a_FCD2A6E8",
    "aws_nat_gateway",
    Action.REPLACED,
    "The NAT gateway in ap-northeast-2a is replaced.",
    (Argument("subnet_id", '"${aws_subnet.vpc_public-a.id}"', '"${aws_subnet.vpc_public-d.id}"'),),
    stateful=True,
    why="A new subnet forces it. Open connections of that zone break.",
)
EIP = Change(
    "network-seoul",
    "aws_eip.egress_address-ap-northeast-2a_2A738EB6",
    "aws_eip",
    Action.DESTROYED,
    "The Elastic IP in ap-northeast-2a is destroyed.",
    stateful=True,
    why="Its address is gone for good: allow-lists at the other end have to be changed.",
)
SUBNET = Change(
    "network-tokyo",
    "aws_subnet.vpc_private-ap-northeast-1a_D5E5DDF1",
    "aws_subnet",
    Action.CHANGED,
    "Tags of the private subnet in ap-northeast-1a change.",
    (Argument("tags.owner", '"platform"', '"sre"'), Argument("tags.note", "", '"new"')),
)
ENDPOINT = Change(
    "network-tokyo",
    "aws_vpc_endpoint.endpoints_sts_3937C745",
    "aws_vpc_endpoint",
    Action.ADDED,
    "An interface endpoint of sts is added.",
)
ALARM = Change(
    "network-seoul",
    "aws_cloudwatch_metric_alarm.alarms_dropped-packets-ap-northeast-2a_B505FBA0",
    "aws_cloudwatch_metric_alarm",
    Action.CHANGED,
    "The alarm on dropped packets in ap-northeast-2a changes.",
    (Argument("threshold", "0.01", "0.02"),),
)
RULE = Change(
    "observability",
    "grafana_rule_group.payments_1A2B3C4D",
    "grafana_rule_group",
    Action.CHANGED,
    "The rule group payment-business changes.",
    (Argument("rule.0.data", '"{\\"a\\": 1, \\"b\\": 2}"', '"{\\"a\\": 1, \\"b\\": 3}"'),),
)
CHANGES = (NAT, EIP, SUBNET, ENDPOINT, ALARM, RULE)

NOTHING = Facts(None, None, None, None, None, None, None)
"""What a base tells whose code is older than facts."""

BEFORE = Facts(
    alerts={},
    routes={},
    dashboards={},
    allowed={"kubelet": ("kubelet_running_pods", "up"), "hub": ("up",)},
    cost={"NAT gateways": 264.0, "Active series": 1120.5},
    series={"seoul": 151_000, "tokyo": 129_000},
    policies=tuple(policy.intent for policy in POLICIES[1:]),
)  # fmt: skip
NOW = Facts(
    alerts={},
    routes={rule.uid: f"{rule.team}-pager" for rule in rules(PROD)},
    dashboards={},
    allowed={"kubelet": ("kubelet_volume_stats_used_bytes", "up"), "hub": ("up",)},
    cost={"NAT gateways": 220.0, "Active series": 1130.25, "Interface endpoints": 7.3},
    series={"seoul": 152_500, "tokyo": 129_000},
    policies=tuple(policy.intent for policy in POLICIES),
)

TEXTS = (
    TextDiff(
        "alert PaymentTrafficDrop",
        "PaymentTrafficDrop\n  below 0.5 (ratio) for 5m\n  severity=critical\n",
        "PaymentTrafficDrop\n  below 0.4 (ratio) for 5m\n  severity=critical\n",
    ),
    TextDiff("alert RefundsFailing", None, "RefundsFailing\n  above 0.03 (ratio) for 5m\n"),
    TextDiff("route PaymentTrafficDrop", "payments-chat", "payments-chat, payments-pager"),
    TextDiff(f"dashboard {BOARDS[0].uid}", "[1] Requests\n  8 x 8\n", "[1] Requests\n  12 x 8\n"),
)


def samples() -> dict[Id, Sample]:
    """Something to draw on every panel."""
    case = next(case for case in CASES if isinstance(case, MetricCase))
    return {
        Id(made.uid, panel.id): Sample(case, 0, 60, tuple(_wave(panel.id) for _ in panel.queries))
        for made in BOARDS
        for row in made.rows
        for panel in row.panels
    }


def _wave(seed: int) -> tuple[Series, ...]:
    points = tuple((minute, 1 + (minute * (seed % 7 + 3) % 17) / 17) for minute in range(0, 61, 3))
    return (Series({"region": "ap-northeast-2"}, points),)


def review(
    changes: tuple[Change, ...] = CHANGES,
    *,
    base: str = "main (1a2b3c4)",
    before: Facts = BEFORE,
    now: Facts = NOW,
    texts: tuple[TextDiff, ...] = TEXTS,
    note: str = "",
) -> Review:
    """Production's review, with these differences."""
    plans = {key: plan for key in PROD.regions if (plan := network_plan(PROD, key))}
    return Review(
        environment=PROD,
        differences=Differences(base, changes),
        before=before,
        now=now,
        texts=texts,
        plans=plans,
        lanes=lanes(PROD, collected(PROD)),
        rules=rules(PROD),
        dashboards=BOARDS,
        samples=samples(),
        note=note,
        intents=tuple(policy.intent for policy in POLICIES),
    )

"""A region's network as a picture: one SVG, narrow enough for a phone, read from its plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commands.preview.markup import Html, joined, tag
from commands.review.marks import Marks
from commands.review.model import Change
from commands.review.review import SYMBOLS
from network.plan import NetworkPlan
from settings.addressing import Subnet, Tier

WIDTH = 360
"""Units, about a phone's pixels; wider only where zones would not fit."""
NARROWEST = 104
"""Of a zone's column: a range of addresses in it must be readable."""
EDGE, INSIDE, APART = 4, 10, 6
TOP = 104
"""Where the first row of subnets begins: below the internet, its gateway, and the zones' names."""
PUBLIC, WAY, PRIVATE, INTRA = 84, 30, 50, 42
"""Heights: of the tiers' boxes, and of the gap in which default routes are drawn."""
CHIP = 20
LETTER = 5.5
"""How wide a letter of a chip is, roughly."""

Box = tuple[float, float, float, float]
"""x, y, width, height."""


@dataclass(frozen=True)
class Column:
    """A zone's place."""

    az: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Of the column."""
        return self.x + self.width / 2


def network_map(key: str, plan: NetworkPlan, marks: Marks, peers: Sequence[str]) -> Html:
    """The picture of a region. peers: `tokyo 10.20.0.0/16`, what it is linked to."""
    azs = sorted(plan.network.azs)
    width = max(WIDTH, 2 * (EDGE + INSIDE) + len(azs) * (NARROWEST + APART) - APART)
    columns = _columns(azs, width)
    endpoints, below = _endpoints(plan, marks, width, _intra_y() + INTRA + 24)
    links, bottom = _links(peers, width, below + 56)
    title, desc = f"map-{key}-title", f"map-{key}-desc"
    return tag(
        "svg",
        tag("title", f"The network of {key}, {plan.region}", id=title),
        tag("desc", description(plan, peers), id=desc),
        *_vpc(plan, marks, width, below),
        *_internet(columns, marks, width),
        *(_text(c.x, TOP - 9, c.az, "zone") for c in columns),
        *(_public(plan, column, marks) for column in columns),
        *_routes(plan, columns, marks),
        *(_private(plan, column, marks) for column in columns),
        *(_intra(plan, column, marks) for column in columns),
        endpoints,
        *_foot(plan, marks, below),
        links,
        viewBox=f"0 0 {width} {bottom}",
        role="img",
        aria_labelledby=f"{title} {desc}",
        class_="map",
        style=f"--wide:{width}px",
    )


def description(plan: NetworkPlan, peers: Sequence[str]) -> str:
    """The picture in words, for who does not see it."""
    network = plan.network
    ranges = "; ".join(
        f"{tier} subnets {', '.join(f'{s.az} {s.cidr}' for s in plan.tier(tier))}"
        for tier in _tiers()
    )
    ways = ", ".join(f"{az} by the NAT gateway in {by}" for az, by in plan.gateway_of.items())
    parts = [
        f"VPC {network.cidr} in {plan.region}: {ranges}",
        f"default routes of private subnets: {ways}" if ways else "private subnets have no way out",
        f"endpoints: {', '.join(_endpoint_names(plan)) or 'none'}",
        f"linked to {', '.join(peers)}" if peers else "linked to no other network",
    ]
    return ". ".join(parts) + "."


def _tiers() -> tuple[Tier, ...]:
    return ("public", "private", "intra")


def _columns(azs: Sequence[str], width: float) -> list[Column]:
    room = width - 2 * (EDGE + INSIDE) + APART
    each = room / len(azs)
    return [Column(az, EDGE + INSIDE + n * each, each - APART) for n, az in enumerate(azs)]


def _private_y() -> float:
    return TOP + PUBLIC + WAY


def _intra_y() -> float:
    return _private_y() + PRIVATE + 10


def _vpc(plan: NetworkPlan, marks: Marks, width: float, below: float) -> Iterator[Html]:
    change = marks.of("aws_vpc", "vpc")
    yield _box((EDGE, 50, width - 2 * EDGE, below - 9), "vpc", change)
    said = _marked(f"VPC {plan.network.cidr}", change)
    yield _text(EDGE + INSIDE, 73, said, _state(change, "strong"))


def _internet(columns: Sequence[Column], marks: Marks, width: float) -> Iterator[Html]:
    """The way of public subnets: the internet gateway, and one route for all of them."""
    gateway = marks.of("aws_internet_gateway", "vpc_internet")
    route = marks.of("aws_route", "vpc_public-internet")
    middle, bus = width / 2, 80
    rails = [column.x + column.width - 5 for column in columns]
    down = "".join(f"M{x} {bus}V{TOP}" for x in rails)
    across = f"M{min(middle, *rails)} {bus}H{max(middle, *rails)}M{middle} 26V{bus}"
    yield tag("path", _said(route), d=across + down, class_=_state(route, "way"))
    yield tag("rect", x=EDGE, y=2, width=width - 2 * EDGE, height=24, rx=12, class_="outside")
    yield _text(middle, 18, "Internet", "middle")
    yield _box((middle - 62, 40, 124, CHIP), "chip", gateway)
    yield _text(middle, 53.5, _marked("internet gateway", gateway), _state(gateway, "small middle"))


def _public(plan: NetworkPlan, column: Column, marks: Marks) -> Html:
    subnet = _subnet(plan, "public", column.az)
    change = marks.of("aws_subnet", f"vpc_public-{column.az}")
    gateway = next((g for g in plan.gateways if g.az == column.az), None)
    box = joined(
        _box((column.x, TOP, column.width, PUBLIC), "tier public", change),
        *_named(column, TOP, "public", subnet, change),
    )
    nat = marks.of("aws_nat_gateway", f"egress_gateway-{column.az}")
    address = marks.of("aws_eip", f"egress_address-{column.az}")
    if gateway is None and nat is None and address is None:
        return joined(box, _text(column.x + 8, TOP + 58, "no NAT gateway here", "small"))
    x, y, width = column.x + 5, TOP + 42, column.width - 10
    own = (gateway and gateway.allocation_id) or "Elastic IP"
    return joined(
        box,
        _box((x, y, width, 36), "nat", nat or address),
        _text(x + 6, y + 15, _marked("NAT gateway", nat), _state(nat, "strong")),
        _text(x + 6, y + 28, _marked(own, address), _state(address, "small")),
    )


def _private(plan: NetworkPlan, column: Column, marks: Marks) -> Html:
    y = _private_y()
    change = marks.of("aws_subnet", f"vpc_private-{column.az}")
    return joined(
        _box((column.x, y, column.width, PRIVATE), "tier private", change),
        *_named(column, y, "private", _subnet(plan, "private", column.az), change),
        _text(column.x + 8, y + 44, "nodes", "small"),
    )


def _intra(plan: NetworkPlan, column: Column, marks: Marks) -> Html:
    y = _intra_y()
    change = marks.of("aws_subnet", f"vpc_intra-{column.az}")
    return joined(
        _box((column.x, y, column.width, INTRA), "tier intra", change),
        *_named(column, y, "intra, no way out", _subnet(plan, "intra", column.az), change),
    )


def _routes(plan: NetworkPlan, columns: Sequence[Column], marks: Marks) -> Iterator[Html]:
    """Default routes of private subnets, up to the NAT gateway that each uses."""
    at = {column.az: column for column in columns}
    bottom, top = _private_y(), TOP + PUBLIC - 6
    middle = TOP + PUBLIC + 12
    for az, by in plan.gateway_of.items():
        change = marks.of("aws_route", f"egress_default-{az}")
        start, end = at[az].middle, at[by].middle
        path = f"M{start} {bottom}V{middle}H{end}V{top}" if az != by else f"M{start} {bottom}V{top}"
        yield tag("path", _said(change), d=path, class_=_state(change, "way"))
        yield tag("path", d=f"M{end - 4} {top + 5}L{end} {top}L{end + 4} {top + 5}", class_="way")
        yield _text(
            start + 3, bottom - 5, _marked("0.0.0.0/0", change), _state(change, "tiny mono")
        )


def _named(
    column: Column, y: float, name: str, subnet: Subnet | None, change: Change | None
) -> Iterator[Html]:
    yield _text(column.x + 8, y + 15, _marked(name, change), _state(change, "small"))
    yield _text(column.x + 8, y + 29, str(subnet.cidr) if subnet else "", "mono")


def _endpoint_names(plan: NetworkPlan) -> list[str]:
    network = plan.network
    return [
        *(["S3 gateway"] if network.enable_s3_endpoint else []),
        *network.interface_endpoints,
        *(f"PrivateLink {signal}" for signal in network.grafana_privatelink),
    ]


def _endpoints(plan: NetworkPlan, marks: Marks, width: float, y: float) -> tuple[Html, float]:
    """Chips of the endpoints, in as many lines as they need, and where they end."""
    names = _endpoint_names(plan)
    drawn = [_text(EDGE + INSIDE, y - 7, "Endpoints" if names else "No endpoints", "small")]
    x = start = EDGE + INSIDE
    for name in names:
        change = marks.of("aws_vpc_endpoint", f"endpoints_{_construct(name)}")
        said = _marked(name, change)
        wide = len(said) * LETTER + 14
        if x + wide > width - EDGE - INSIDE and x > start:
            x, y = start, y + CHIP + 5
        drawn += [
            _box((x, y, wide, CHIP), "chip", change),
            _text(x + wide / 2, y + 13.5, said, _state(change, "small middle")),
        ]
        x += wide + 5
    return joined(*drawn), y + CHIP


def _construct(name: str) -> str:
    """The part of an endpoint's address that `constructs/endpoints.py` gives it."""
    if name == "S3 gateway":
        return "s3"
    return name.replace("PrivateLink ", "grafana-").replace(".", "-")


def _foot(plan: NetworkPlan, marks: Marks, y: float) -> Iterator[Html]:
    log = plan.network.flow_log
    to = "S3" if log.destination_type == "s3" else "CloudWatch"
    change = marks.of("aws_flow_log", "flow-logs_flow-log")
    said = f"Flow logs of {log.traffic_type} to {to}, {log.retention_in_days} days"
    yield _text(EDGE + INSIDE, y + 17, _marked(said, change), _state(change, "small"))
    if plan.alarms and plan.gateways:
        alarms = f"{len(plan.alarms)} alarms on each NAT gateway"
        yield _text(EDGE + INSIDE, y + 31, alarms, "small")


def _links(peers: Sequence[str], width: float, y: float) -> tuple[Html, float]:
    """Boxes of linked networks below the VPC, and where they end."""
    drawn: list[Html] = []
    for peer in peers:
        drawn += [
            tag("line", x1=width / 2, x2=width / 2, y1=y - 15, y2=y, class_="link"),
            tag("rect", x=EDGE, y=y, width=width - 2 * EDGE, height=24, rx=12, class_="outside"),
            _text(width / 2, y + 16, f"peering with {peer}", "middle"),
        ]
        y += 36
    return joined(*drawn), y - 8


def _subnet(plan: NetworkPlan, tier: Tier, az: str) -> Subnet | None:
    return next((s for s in plan.tier(tier) if s.az == az), None)


def _box(at: Box, kind: str, change: Change | None) -> Html:
    x, y, width, height = at
    return tag(
        "rect", _said(change), x=x, y=y, width=width, height=height,
        rx=10 if kind == "chip" else 5, class_=_state(change, kind),
    )  # fmt: skip


def _said(change: Change | None) -> Html | None:
    return tag("title", change.words) if change else None


def _state(change: Change | None, kind: str) -> str:
    return f"{kind} {change.action}" if change else kind


def _marked(text: str, change: Change | None) -> str:
    """With the change's sign before it, so that no colour is needed."""
    return f"{SYMBOLS[change.action]} {text}" if change else text


def _text(x: float, y: float, text: str, kind: str) -> Html:
    return tag("text", text, x=x, y=y, class_=kind)

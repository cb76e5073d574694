"""What docs/benchmarks.md says of the figures in which livekit-server is ahead."""

from __future__ import annotations

from typing import Any


def comparison(media: dict[str, Any], joins: dict[str, Any]) -> str:
    """Every measured figure in which livekit-server is ahead, with the cause."""
    lines = [_costs(name, size) for name, size in media["sizes"].items()]
    lines += [_memory(name, size) for name, size in media["sizes"].items()]
    lines.append(_join_cost(joins))
    lines.append(_join_wait(joins))
    return "\n".join(line for line in lines if line)


def _costs(name: str, size: dict[str, Any]) -> str:
    ratio = size["ratio"]
    if ratio is None or ratio <= 1:
        return ""
    return (
        f"- **A packet's cost, {name}.** {size['livekit_us_per_packet']} µs against"
        f" {size['embedded_us_per_packet']} µs: what is done once for each incoming packet weighs more in"
        " Python than in compiled code, the more so the fewer receivers share it."
    )


def _memory(name: str, size: dict[str, Any]) -> str:
    servers = size["servers"]
    if len(servers) < 2:
        return ""
    ours, theirs = (servers[server]["rss_per_subscriber_kb"] for server in ("embedded", "livekit"))
    if ours <= theirs:
        return ""
    return (
        f"- **Memory, {name}.** {theirs:.0f} KB for each receiver against {ours:.0f} KB: Python objects of"
        " a connection (DTLS, SCTP, WebSocket, subscriptions) are larger than compiled structures."
    )


def _join_cost(joins: dict[str, Any]) -> str:
    ours, theirs = joins["cpu_ms_per_join"], joins["livekit_cpu_ms_per_join"]
    if ours is None or theirs is None or ours <= theirs:
        return ""
    return (
        f"- **CPU of a join.** {theirs:.1f} ms against {ours:.1f} ms: descriptions, SCTP and the WebSocket"
        " are Python in the embedded server; only DTLS and SRTP are compiled."
    )


def _join_wait(joins: dict[str, Any]) -> str:
    ours, theirs = joins["p99_ms"], joins["livekit_p99_ms"]
    if ours is None or theirs is None or ours <= theirs:
        return ""
    return (
        f"- **Waiting for the first media.** p99 {theirs:.0f} ms against {ours:.0f} ms: joins queue behind"
        " each other on the embedded server's one core."
    )

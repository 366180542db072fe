"""How dateline introduces itself to a newspaper's server."""

from importlib.metadata import version


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header.

    Args:
        contact: An e-mail address or URL where the operator can be reached, or None.
    """
    reachable = f"; contact: {contact}" if contact else ""
    return f"dateline/{version('dateline')} (news corpus crawler{reachable})"

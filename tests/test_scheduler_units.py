"""What keeps the service running elsewhere: logs that make room, and time enough to end in order."""

import yaml

from scheduler import units
from scheduler.supervision import GRACE


def test_a_container_s_log_makes_room_and_its_service_has_time_to_end() -> None:
    services = yaml.safe_load(units.docker(["--share", "1/3"])["compose.yaml"])["services"]
    assert {service["logging"]["driver"] for service in services.values()} == {"local"}
    assert services["crawl"]["command"][-2:] == ["--share", "1/3"]
    assert float(services["crawl"]["stop_grace_period"].rstrip("s")) > GRACE

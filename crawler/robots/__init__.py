"""What robots.txt says, asked once a host and lifetime for the whole cluster: `RobotsService` is the doorway."""

from crawler.robots.answers import MOST_BYTES
from crawler.robots.copies import Copies, Own, Shared
from crawler.robots.rules import RobotsFile, read_robots
from crawler.robots.service import RobotsService, Verdict

__all__ = ["MOST_BYTES", "Copies", "Own", "RobotsFile", "RobotsService", "Shared", "Verdict", "read_robots"]

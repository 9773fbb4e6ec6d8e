"""What the site tells its technicians: one JSON line a fault, made of words that are allowed, nothing else.

Own events: `structlog.get_logger("posada.room").error("what_happened", rule=...)`. Keys outside of
ALLOWED are dropped, whoever logs; so are values in the messages of other programs (docs/technicians/
logging.md).
"""

from core.logs.faults import describe
from core.logs.lines import ALLOWED, configure, lines

__all__ = ["ALLOWED", "configure", "describe", "lines"]

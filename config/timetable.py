"""What the scheduler starts, and how often."""

from datetime import timedelta
from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {
    "end-overdue": {"task": "shelters.tasks.end_overdue", "schedule": timedelta(seconds=30)},
    "finish-acts": {"task": "appointments.tasks.finish_acts", "schedule": timedelta(seconds=30)},
    "remind": {"task": "appointments.tasks.remind", "schedule": timedelta(minutes=15)},
    "waiting-times": {"task": "appointments.tasks.renew_waiting_times", "schedule": timedelta(hours=12)},
    "plan-turns": {"task": "schedules.tasks.plan", "schedule": timedelta(minutes=15)},
    "draw-turns": {"task": "schedules.tasks.draw", "schedule": timedelta(minutes=1)},
    "settle-turns": {"task": "schedules.tasks.settle", "schedule": timedelta(minutes=1)},
    "send-alerts": {"task": "partners.tasks.send_alerts", "schedule": timedelta(seconds=20)},
    "settle-alerts": {"task": "alerts.tasks.settle_alerts", "schedule": timedelta(minutes=1)},
    "send-digests": {"task": "alerts.tasks.send_digests", "schedule": timedelta(minutes=5)},
    "purge": {"task": "privacy.tasks.purge", "schedule": timedelta(minutes=2)},
    "sign-trails": {"task": "privacy.tasks.sign_trails", "schedule": timedelta(minutes=30)},
}

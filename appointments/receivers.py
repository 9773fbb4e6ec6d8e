"""What appointments do when something happened elsewhere."""

from appointments.actions.following import FOLLOWERS
from appointments.actions.state_lines import tied_elsewhere
from shelters.actions.following import follows
from shelters.crossing import concerns

concerns(tied_elsewhere)

for follow in FOLLOWERS:
    follows(follow)

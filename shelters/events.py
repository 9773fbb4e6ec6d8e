"""What the houses announce, after the commit. Ids only."""

from django.dispatch import Signal

household_arrived = Signal()  # household_id, shelter_id
household_moved = Signal()  # household_id, shelter_id
household_left = Signal()  # household_id, shelter_id
places_held = Signal()  # hold_id, shelter_id
hold_ended = Signal()  # hold_id, shelter_id, outcome
figures_changed = Signal()  # shelter_id

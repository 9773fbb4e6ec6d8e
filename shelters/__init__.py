"""Shelters, rooms, beds, households, stays, holds, capacity."""

"""Rides: who or what brings the loved one to a visit and back, and what to do when it does not come."""

"""Networks, organizations, members, roles and rights, sign-in."""

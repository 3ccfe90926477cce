"""The one kind of error that is told to the user in a line."""


class PortalError(Exception):
    """Something the user can mend; its text says what and how."""

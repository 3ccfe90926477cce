"""Every write about contact."""

from remote_contact.actions.contacts import AlreadyLogged, check_moment, log_contact

__all__ = ["AlreadyLogged", "check_moment", "log_contact"]

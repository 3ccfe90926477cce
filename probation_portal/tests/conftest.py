"""What the browser tests share."""

from probation_portal.tests.stack import chrome, complaints, open_page, stack

__all__ = ["chrome", "complaints", "open_page", "stack"]

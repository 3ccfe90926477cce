"""What a worker enters about contact."""

from remote_contact.forms.contacts import ContactForm

__all__ = ["ContactForm"]

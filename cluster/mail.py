"""The way out for e-mail: printed to the console unless a server is set."""

import logging

from flask_mailman import EmailMessage, Mail

log = logging.getLogger(__name__)
mail = Mail()


def send(*, to: str, subject: str, body: str) -> bool:
    """Send one letter; False if it did not leave, which whoever asked is told."""
    try:
        EmailMessage(subject=subject, body=body, to=[to]).send()
    except OSError:  # every fault of a mail server or of the way to it
        log.exception("A letter to %s did not leave.", to)
        return False
    return True

"""Logging a contact: what a call's outcome is in the log, and what is refused with its reason."""

from assistant.plan.days import spoken
from assistant.plan.job import ContactKind, Job
from assistant.plan.policy import Policy

OF_OUTCOME = {  # an outcome of the outline, and the contact that it was; "unknown" may have been none at all
    "pending": ContactKind.SPOKE,
    "filled": ContactKind.SPOKE,
    "offered": ContactKind.SPOKE,
    "voicemail": ContactKind.VOICEMAIL,
    "unavailable": ContactKind.CALLED,
}


def refusal(job: Job, kind: ContactKind, shared: Policy) -> str:
    """Why this contact should not be made, or an empty string: one voicemail is the most."""
    rule = shared.rule("voicemail")
    left = [contact for contact in job.contacts if contact.kind is ContactKind.VOICEMAIL]
    if kind is not ContactKind.VOICEMAIL or len(left) < rule.most:
        return ""
    return f"you left a voicemail on {spoken(left[-1].day)} ({rule}); if you left no message, log the call as `called`"

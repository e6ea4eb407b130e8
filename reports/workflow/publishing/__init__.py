"""From draft to publication and correction: every change to how far an update is, and to who agrees to it."""

from reports.workflow.publishing.life import STEPS, Step, needs_draft, steps_for

__all__ = ["STEPS", "Step", "needs_draft", "steps_for"]

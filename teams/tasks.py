"""Celery tasks: one action each, safe to run twice."""

from celery import shared_task

from teams.actions import drafts


@shared_task(name="teams.tasks.forget_old_drafts")
def forget_old_drafts() -> None:
    drafts.forget_old()

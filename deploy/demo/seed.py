"""Filling an empty database: the papers are set and the password hashed beside the rows being written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from deploy.demo.directory import make_house
from deploy.demo.finished import play_finished
from deploy.demo.papers.archives import archives_report
from deploy.demo.papers.infrastructure import infrastructure_report
from deploy.demo.papers.roadmap import roadmap_submission
from deploy.demo.papers.services import services_report
from deploy.demo.papers.trial_runs import trial_run_report
from deploy.demo.preparing import play_preparing
from deploy.demo.running import play_running
from deploy.demo.stage import Papers
from deploy.demo.upcoming import play_upcoming
from ecabinet.directory.models import Account, Unit
from ecabinet.journal.services import SYSTEM, command
from ecabinet.papers.pdf import write_pdf

PAPERS = {
    "archives": archives_report,
    "infrastructure": infrastructure_report,
    "services": services_report,
    "roadmap": roadmap_submission,
    "trial_runs": trial_run_report,
}


def seed(password: str, now: datetime) -> bool:
    """All demo data in one transaction, its times told from `now`. False when there are data already."""
    if Unit.objects.exists():
        return False
    with ThreadPoolExecutor(max_workers=3) as pool:
        password_hash = pool.submit(make_password, password)
        papers = _start_papers(pool, timezone.localdate(now) - timedelta(days=8))
        with transaction.atomic():
            _play(now, papers)
            Account.objects.update(password=password_hash.result())
    return True


def _start_papers(pool: ThreadPoolExecutor, day: date) -> Papers:
    return {key: pool.submit(write_pdf, write(day)) for key, write in PAPERS.items()}


def _play(now: datetime, papers: Papers) -> None:
    with command("demo.directory", SYSTEM, at=now - timedelta(days=30)) as cmd:
        house = make_house(cmd)
    play_finished(house, now, papers)
    play_running(house, now, papers)
    play_preparing(house, now)
    play_upcoming(house, now)

"""Runs django-helpdesk's get_email once, on a fresh SQLite database: in the rivals' environment, with nothing of ours.

`python helpdesk_desk.py FOLDER HOST PORT USER PASSWORD`: the database and the attachments come to lie in the folder.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path


def main(folder: str, host: str, port: str, user: str, password: str) -> None:
    """Prepare, take in, and say what it took."""
    apps = ["auth", "contenttypes", "sessions", "sites", "admin", "messages", "humanize"]
    settings.configure(
        SECRET_KEY="x" * 50,
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "rest_framework", "helpdesk"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/desk.db"}},
        MEDIA_ROOT=f"{folder}/media",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        SITE_ID=1,
        USE_TZ=True,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}}],
        ROOT_URLCONF="desk_urls",
        LOGGING_CONFIG=None,
        HELPDESK_VALID_EXTENSIONS=[".pdf", ".txt", ".html", ".eml"],
    )
    django.setup()
    call_command("migrate", verbosity=0)
    urls: Any = ModuleType("desk_urls")
    urls.urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
    sys.modules["desk_urls"] = urls
    from helpdesk.models import FollowUpAttachment, Queue, Ticket

    Queue.objects.create(
        title="Ansøgninger", slug="ppr", allow_email_submission=True, email_box_type="imap", email_box_host=host,
        email_box_port=int(port), email_box_user=user, email_box_pass=password, email_box_ssl=False,
        email_box_interval=0, email_box_imap_folder="INBOX", logging_type="none",
    )  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    call_command("get_email", "--quiet")
    wall, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = sum(path.suffix == ".pdf" for path in Path(folder, "media").rglob("*"))
    tickets, attachments = Ticket.objects.count(), FollowUpAttachment.objects.count()
    print(json.dumps({"mails": tickets, "files": files, "attachments": attachments, "wall": wall, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Telling others of findings: a command that is run, and an address that is posted to.

Each message is stored with its finding and sent until it is taken or a day has gone. A try is counted in the database
before it is made, so two schedulers make it once; one that was taken when the process died before it could note so is
made again, and the message's id tells the receiver.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import shlex
import signal
import subprocess
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kitewire.health import Evidence, Finding, FindingKind
from kitewire.health_words import advice
from kitewire.settings import Settings
from scheduler.sending import GIVES_UP, TIMEOUT, NotTaken, next_try, post
from storage import Database
from storage.alerts import Alert

log = logging.getLogger(__name__)

COMMAND, WEBHOOK = "command", "webhook"
HOOKS = (COMMAND, WEBHOOK)
"""For each of them a message is made; what the settings do not name is passed over when its turn comes."""
_SECRET_PREFIX = "whsec_"


def hooks(settings: Settings) -> Sequence[str]:
    """The hooks that the settings name."""
    named = {COMMAND: settings.alert_command, WEBHOOK: settings.alert_webhook}
    return [hook for hook, target in named.items() if target]


def send_due(database: Database, settings: Settings, now: datetime) -> int:
    """Send what is due, in the order in which it was made; gives how many messages were taken. Raises `DatabaseError`.

    May take `TIMEOUT` seconds for each hook that fails: when one message was not taken, the others of its hook wait.
    """
    sent, failing = 0, set()
    database.alerts.drop([hook for hook in HOOKS if hook not in hooks(settings)], now - GIVES_UP)
    for alert in database.alerts.due(now):
        if alert.hook in failing:
            continue
        again = next_try(alert, now)
        if not database.alerts.claim(alert, again):
            continue
        try:
            deliver(alert, settings, now)
        except NotTaken as error:
            log.warning("alert %d: the %s did not take it: %s", alert.id, alert.hook, error)
            database.alerts.failed(alert, str(error))
            if again is not None:
                database.alerts.put_off(alert.hook, now, again)
            failing.add(alert.hook)
            continue
        database.alerts.taken(alert, now)
        sent += 1
    return sent


def send_test(settings: Settings, now: datetime) -> dict[str, str]:
    """Send one invented message to each hook; gives hook → why it was not taken, empty where it was."""
    told = Evidence("", "", "this is a test of the alerts, nothing is wrong")
    finding = Finding(FindingKind.SILENT, now, now, 0, (told,), raised=now, source="test")
    outcome = {}
    for hook in hooks(settings):
        try:
            deliver(Alert(0, "test", hook, now, 0, finding), settings, now)
            outcome[hook] = ""
        except NotTaken as error:
            outcome[hook] = str(error)
    return outcome


def message(alert: Alert) -> dict[str, Any]:
    """What a hook gets."""
    finding = alert.finding
    return {
        "event": f"finding.{alert.event}",
        "id": alert.id,
        "made": alert.made.isoformat(),
        "text": f"{finding.source}: {finding.kind.value}: {'; '.join(map(str, finding.evidence))}",
        "advice": advice(finding.kind),
        "finding": finding.to_dict(),
    }


def deliver(alert: Alert, settings: Settings, now: datetime) -> None:
    """Hand one message to its hook. Raises `NotTaken`."""
    body = json.dumps(message(alert), ensure_ascii=False).encode()
    if alert.hook == COMMAND:
        run_command(settings.alert_command, body, environment(alert))
    elif settings.alert_webhook:
        named = {"Content-Type": "application/json", **signed(settings.alert_secret, alert, body, now)}
        post(settings.alert_webhook, body, named, settings.user_agent)
    else:
        raise NotTaken("KITEWIRE_ALERT_WEBHOOK is no longer set")


def environment(alert: Alert) -> dict[str, str]:
    """The finding as variables, for hooks that read no JSON."""
    finding = alert.finding
    return {
        "KITEWIRE_EVENT": alert.event,
        "KITEWIRE_ALERT_ID": str(alert.id),
        "KITEWIRE_SOURCE": finding.source,
        "KITEWIRE_KIND": finding.kind.value,
        "KITEWIRE_SINCE": finding.since.isoformat(),
        "KITEWIRE_TEXT": "; ".join(map(str, finding.evidence)).replace("\0", ""),
    }


def run_command(command: str, body: bytes, variables: dict[str, str]) -> None:
    """Run `command`, without a shell, with `body` on its standard input. Raises `NotTaken`."""
    if not command:
        raise NotTaken("KITEWIRE_ALERT_COMMAND is no longer set")
    hidden = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    try:
        child = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**hidden, **variables},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise NotTaken(f"it cannot be run: {error}") from error
    try:
        _, told = child.communicate(body, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        _end_group(child)
        raise NotTaken(f"it took longer than {TIMEOUT:.0f} seconds") from error
    if child.returncode:
        raise NotTaken(f"it ended with {child.returncode}: {told.decode(errors='replace').strip()[-300:]}")


_SECRETS = frozenset(("DATABASE_URL", "KITEWIRE_ALERT_SECRET", "KITEWIRE_TOKEN", "KITEWIRE_READ_TOKEN"))
"""A hook has no need of these."""


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the command and all that it has started: it leads a session of its own."""
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def signed(secret: str, alert: Alert, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks (standardwebhooks.com): id and time of the message and, with a secret, an
    HMAC-SHA256 over both and the body. A secret that begins with `whsec_` and goes on in base64 stands for those bytes,
    any other for itself."""
    name, at = f"kitewire-{alert.id}", str(int(now.timestamp()))
    headers = {"webhook-id": name, "webhook-timestamp": at}
    if secret:
        mark = hmac.new(_key(secret), f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(mark).decode()}"
    return headers


def _key(secret: str) -> bytes:
    if not secret.startswith(_SECRET_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    except ValueError:
        return secret.encode()

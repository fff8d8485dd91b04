"""A pytest plugin loaded before anything else: tests never touch a real data folder or a real provider."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.servers.once import shared_folder

for _name in [
    name for name in os.environ if name.startswith("CORDEE_") and name != "CORDEE_TEST_DATABASE_URL"
]:
    del os.environ[_name]
_database = os.environ.pop("CORDEE_TEST_DATABASE_URL", "")
if _database:
    os.environ["CORDEE_DATABASE_URL"] = _database
os.environ["CORDEE_DATA_DIR"] = tempfile.mkdtemp(prefix="cordee-tests-")
Path(os.environ["CORDEE_DATA_DIR"], "static").mkdir()
os.environ["CORDEE_SECRET_KEY"] = "a-key-for-tests-only-never-used-to-serve-anybody"
os.environ["CORDEE_SMS_WEBHOOK_SECRET"] = "webhook-secret-for-tests"
# Tests send forms by dozens from one address: whoever tests the sum turns it on (settings.PROOF_OF_WORK = 1).
os.environ["CORDEE_PROOF_OF_WORK"] = "0"
os.environ["CORDEE_HDS"] = "oui"
os.environ["CORDEE_ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"
# Before the other processes of the run are started, which find it by its name.
shared_folder()
# Programs that tests start (the site, the worker) find the package as the launcher lets them.
_root = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = os.pathsep.join([str(_root / "src"), str(_root)])

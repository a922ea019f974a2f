# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything a command needs to run Odoo: made once, found again by the next one."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import addons, postgres, venv
from .odoo_source import Odoo, odoo
from .paths import BYTECODE, CACHE, CLONE, DATA_DIR, DEV_ADDONS, ROOT, TOOLS

CONFIG = """[options]
addons_path = {addons_path}
data_dir = {data_dir}
server_wide_modules = base,rpc,web,queue_job
http_interface = 127.0.0.1
list_db = False
limit_time_cpu = 3600
limit_time_real = 3600
limit_time_real_cron = 3600
log_db_level = critical
max_cron_threads = 1
osv_memory_count_limit = 0

[queue_job]
channels = root:2
"""


@dataclass(frozen=True)
class Stack:
    """A working stack: the interpreter, Odoo, its configuration, its environment."""

    odoo: Odoo
    python: Path
    config: Path
    environment: dict

    def server(self, command: str, *words: str) -> list[str]:
        """An Odoo command line, through the script.

        The prefork server restarts its gevent worker with argv[0]; started as
        "python -m odoo" that is no script and the worker dies for ever.
        """
        head = [str(self.python), str(self.odoo.script), command]
        return [*head, "-c", str(self.config), *words]


@cache
def stack() -> Stack:
    """Set up what is missing, start what is down."""
    source = odoo()
    interpreter = venv.python(source)
    postgres.start()
    config = _config(source, interpreter)
    environment = {
        **_without_odoo_settings(),
        **postgres.environment(),
        "PATH": f"{interpreter.parent}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": "",
        # Half of what starting a server costs is compiling, and the sources' folders
        # stay clean.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(BYTECODE),
        # It reads all of Odoo for numbers worth trying: once instead of each time.
        "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
        "LOGISTICS_SYNC_STACK": str(TOOLS / "dev"),
        "LOGISTICS_SYNC_ROOT": str(ROOT),
        "LOGISTICS_SYNC_CONFIG": str(config),
        "LOGISTICS_SYNC_PYTHON": str(interpreter),
        "LOGISTICS_SYNC_ODOO": str(source.script),
    }
    return Stack(source, interpreter, config, environment)


def _without_odoo_settings() -> dict[str, str]:
    """The user's environment, less what would reach into Odoo's configuration."""
    kept = os.environ.items()
    return {k: v for k, v in kept if not k.startswith("ODOO_") or k == "ODOO_HOME"}


def _config(source: Odoo, interpreter: Path) -> Path:
    # Beside queue_job, the virtual environment holds the addons benchmarks measure.
    installed = venv.site_packages(interpreter) / "odoo/addons"
    paths = [*source.addons, installed, DEV_ADDONS, addons.links()]
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(addons_path=",".join(map(str, paths)), data_dir=DATA_DIR)
    path = CLONE / "odoo.conf"
    if not path.exists() or path.read_text() != text:
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(text)
        fresh.rename(path)
    return path

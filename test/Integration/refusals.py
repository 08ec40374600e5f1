"""How the tools must refuse what is wrong."""

import resource
import subprocess

from ternlib import check


class Refusals:
    """Checks that commands fail as they should, leaving the directory `work` as it was."""

    def __init__(self, work):
        self.work = work

    def __call__(self, words, *command, code=1, limit=None):
        """The command fails with one line that has all the words; `limit` is the largest file that it may write."""
        def preexec():
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        before = self.names()
        result = subprocess.run([str(part) for part in command], capture_output=True, preexec_fn=preexec)
        text = " ".join(map(str, command))
        error = result.stderr.decode()
        check(result.returncode == code, f"{text}: exit code {result.returncode}, expected {code}\n{error}")
        check(not result.stdout, f"{text}: wrote to standard output")
        if code == 1:
            check(error.count("\n") == 1, f"{text}: expected one line, got\n{error}")
        for word in words:
            check(word in error, f"{text}: expected '{word}' in\n{error}")
        check(self.names() == before, f"{text}: left something behind")

    def names(self):
        return sorted(path.name for path in self.work.iterdir())

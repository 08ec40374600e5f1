"""Talks to the sample model, through pipes and in a terminal.

Usage: check-chat.py TERNC TERN MODEL WORKDIR
"""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

from ternlib import check, run

ternc, tern, model, workdir = sys.argv[1:]
work = Path(workdir)

# The model tells stories: a conversation is one, of which it writes every other part.
checkpoint, bundle = work / "storyteller", work / "storyteller.tern"
shutil.copytree(model, checkpoint)
source = "{{ bos_token }}{% for message in messages %}{{ message.content }}{% endfor %}\n"
(checkpoint / "chat_template.jinja").write_text(source)
run(ternc, checkpoint, "-o", bundle, "-q")
check((bundle / "chat_template.jinja").read_text() == source, "the bundle's template is not the checkpoint's")
manifest = json.loads((bundle / "manifest.json").read_text())
check(manifest["files"]["chat_template.jinja"]["bytes"] == len(source), "the manifest does not list the template")
check(manifest["model"]["bos_token"] == "<|begin_of_text|>", "the manifest does not have the token of the beginning")


def chat(text, *options):
    result = subprocess.run([tern, "chat", bundle, "--temp", "0", "-n", "24", *options], input=text, capture_output=True, text=True)
    check(result.returncode == 0, f"chat failed: {result.stderr}")
    return result.stdout, result.stderr


def tell(prompt, count=24):
    """What the model writes after a text that it reads from its beginning."""
    return run(tern, "run", bundle, "-p", prompt, "--temp", "0", "-n", count)


# Turns go on in the session's cache; what they say is what a fresh session says of the whole text.
messages = ["Once upon a time", " The little fox", " Then"]
told, expected = "", ""
for message in messages:
    told += message
    answer = tell(told)
    expected += answer
    told += answer.removesuffix("\n")
out, stats = chat("\n".join(messages) + "\n", "--stats")
check(out == expected, f"three turns are\n{out}\nexpected\n{expected}")
costs = [tuple(map(int, match)) for match in re.findall(r"prompt (\d+) tokens, (\d+) of them new", stats)]
check(len(costs) == 3 and costs[0][0] == costs[0][1], f"costs of turns: {costs}")
for (before, _), (prompt, new) in zip(costs, costs[1:]):
    check(prompt > before + 20 and new <= 12, f"a turn of {prompt} tokens computed {new} of them")
print(f"prompt and computed tokens of three turns: {costs}")

# A bundle without a template is refused, unless one is given.
run(ternc, model, "-o", work / "plain.tern", "-q")
check(not (work / "plain.tern" / "chat_template.jinja").exists(), "a template came from nowhere")
result = subprocess.run([tern, "chat", work / "plain.tern"], input="", capture_output=True, text=True)
check(result.returncode == 1 and "chat_template.jinja" in result.stderr and "--template" in result.stderr, result.stderr)
options = ["--template", checkpoint / "chat_template.jinja", "--temp", "0", "-n", "24"]
out = subprocess.run([tern, "chat", work / "plain.tern", *options], input=messages[0], capture_output=True, text=True).stdout
check(out == tell(messages[0]), "a template that is given is not used")

# In a terminal. A model without an end of text answers until its context is full, if nobody stops it.
manifest["model"]["eos"] = []
(bundle / "manifest.json").write_text(json.dumps(manifest))


class Terminal:
    def __init__(self, *command):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], [str(part) for part in command])
        self.seen = ""

    def expect(self, pattern):
        """Waits for the pattern, and forgets everything up to its end."""
        while not (match := re.search(pattern, self.seen)):
            check(select.select([self.descriptor], [], [], 60)[0], f"expected '{pattern}' within a minute of '{self.seen}'")
            try:
                self.seen += os.read(self.descriptor, 4096).decode(errors="replace")
            except OSError:  # How Linux says that the other side is gone.
                check(False, f"expected '{pattern}', got the end after '{self.seen}'")
        self.seen = self.seen[match.end():]
        return match

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def exit_code(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


terminal = Terminal(tern, "chat", bundle, "--temp", "0")
terminal.expect("> ")
for attempt in range(5):
    terminal.type("Once upon a time\n")
    terminal.expect(r"time\r\n.")  # The echo, and the answer's first letter.
    terminal.type("\x03")
    if terminal.expect(r"tern: stopped(: the context|)")[1] == "":
        break
    terminal.type("/reset\n")  # It was faster.
else:
    check(False, "no answer could be stopped")
terminal.expect("> ")
terminal.type("/reset\n")
terminal.expect("a new conversation")
terminal.expect("> ")
terminal.type("\x03")
terminal.expect("Ctrl-C again")
terminal.expect("> ")
terminal.type("\x03")
code = terminal.exit_code()
check(code == 0, f"two times Ctrl-C at the prompt: exit code {code}")
terminal = Terminal(tern, "chat", bundle)
terminal.expect("> ")
terminal.type("\x04")
check(terminal.exit_code() == 0, "Ctrl-D at the prompt does not leave")
print("an answer was stopped, and the program was not")

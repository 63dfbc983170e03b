"""How long things take, each as a ratio against a reference measured in the same run.

`python -m tests.bench` prints the table; `--json FILE` writes the rows too.
"""

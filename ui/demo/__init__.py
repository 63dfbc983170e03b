"""The demo: the counter window with an invented gateway, a simulated reader and a panel.

Never part of a release; nothing outside this package and the tests imports it, but for the verb
`demo` in `ui/launch.py`, which looks for it by name.
"""

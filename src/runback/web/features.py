"""The features of the web pages. A new page is a folder with an ``apps.py`` and one line here.

Their order is the order of the navigation bar and of the list on More.
"""

FEATURES = (
    "runback.web.today",
    "runback.web.plan",
    "runback.web.check",
    "runback.web.history",
    "runback.web.imports",
    "runback.web.trends",
    "runback.web.pain",
    "runback.web.strength",
    "runback.web.player",
    "runback.web.offline",
    "runback.web.recovery",
    "runback.web.self_tests",
    "runback.web.experiments",
    "runback.web.outcomes",
    "runback.web.form",
    "runback.web.spine",
    "runback.web.limits",
    "runback.web.shoes",
    "runback.web.reminders",
    "runback.web.account",
    "runback.web.report",
    "runback.web.data",
    "runback.web.learn",
    "runback.web.clinic",
    "runback.web.people",
    "runback.web.evidence",
    "runback.web.help",
    "runback.web.signin",
)

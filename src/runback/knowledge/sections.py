"""The sections of the rule book in one record."""

from collections.abc import Mapping
from dataclasses import dataclass

from runback.knowledge.advice import AdviceBook
from runback.knowledge.causes import CauseBook
from runback.knowledge.evidence import Evidence
from runback.knowledge.exercises import ExerciseBook
from runback.knowledge.experiments import ExperimentBook
from runback.knowledge.forecast import ForecastModel, ForecastRules
from runback.knowledge.learn import LearnBook
from runback.knowledge.patterns import PatternBook
from runback.knowledge.plan_rules import PlanRules
from runback.knowledge.questions import FormQuestion
from runback.knowledge.recovery import RecoveryBook
from runback.knowledge.red_flags import RedFlags
from runback.knowledge.routines import Routines
from runback.knowledge.second_screen import SoundClass
from runback.knowledge.self_tests import SelfTestBook
from runback.knowledge.wording import Wording
from runback.knowledge.words import Lexicon


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every section of the rule book; see each section's module for its records.

    ``lexicon`` and ``sounds`` are the own-words screen, ``sentences`` the templates and ``poses`` the ids of drawings.
    """

    evidence: Mapping[str, Evidence]
    red_flags: RedFlags
    patterns: PatternBook
    causes: CauseBook
    advice: AdviceBook
    self_tests: SelfTestBook
    plan_rules: PlanRules
    exercises: ExerciseBook
    routines: Routines
    recovery: RecoveryBook
    learn: LearnBook
    questions: tuple[FormQuestion, ...]
    wording: Wording
    lexicon: Lexicon
    sounds: Mapping[str, SoundClass]
    sentences: Mapping[str, str]
    poses: frozenset[str]
    experiments: ExperimentBook
    forecast: ForecastRules
    forecast_model: ForecastModel

"""A small door to OR-Tools CP-SAT: whole-number variables, linear constraints, one cost, one thread.

``ortools.sat.python.cp_model`` imports pandas, which takes seconds; the solver itself does
not, so the model is written as its own message. The import waits for the first week.
"""

from collections.abc import Mapping
from typing import Any

SEED = 1


class Model:
    """Variables are numbers from 0 on; a sum is a mapping of variable to factor."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper

        self._parts: Any = cp_model_helper
        self._model: Any = cp_model_helper.CpModelProto()
        self._count = 0

    def add_variable(self, most: int = 1) -> int:
        """A variable of 0 to ``most``."""
        self._model.variables.add().domain.extend([0, most])
        self._count += 1
        return self._count - 1

    def require(self, sum_of: Mapping[int, int], low: int | None, high: int | None) -> None:
        """Keep a sum within ``low`` and ``high``; None leaves a side open."""
        linear = self._model.constraints.add().linear
        linear.vars.extend(list(sum_of))
        linear.coeffs.extend(list(sum_of.values()))
        linear.domain.extend([-(2**62) if low is None else low, 2**62 if high is None else high])

    def solve(self, cost: Mapping[int, int]) -> tuple[int, ...] | None:
        """The values of all variables at the least cost; None where no values keep every constraint."""
        self._model.objective.vars.extend(list(cost))
        self._model.objective.coeffs.extend(list(cost.values()))
        settings = self._parts.SatParameters()
        settings.num_workers = 1
        settings.random_seed = SEED
        solver = self._parts.SolveWrapper()
        solver.set_parameters(settings)
        answer = solver.solve(self._model)
        if answer.status != self._parts.OPTIMAL:
            return None
        return tuple(answer.solution)

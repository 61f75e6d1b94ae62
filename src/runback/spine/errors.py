"""What can be wrong with a movement, a force file or a body model, each with its own stable code."""

from runback.domain.errors import UnusableInput


class UnusableMotion(UnusableInput):
    """The kinematics cannot be used: a column is missing, the unit is wrong, too few frames, gaps."""

    code = "unusable_motion"


class UnusableForces(UnusableInput):
    """The ground reaction file cannot be used."""

    code = "unusable_forces"


class UnusableModel(UnusableInput):
    """The body model (.osim) cannot be used."""

    code = "unusable_model"


class BadSetting(UnusableInput):
    """A setting of the simulation is outside its meaningful range."""

    code = "bad_setting"

"""The OpenSim side of the speed comparison: builds the exported model with OpenSim's own API and times it.

Run by ``benchmarks.spine_opensim`` in a Python that has the ``opensim`` package; needs nothing of Runback.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import opensim


def vector(values: list[float]) -> opensim.Vec3:
    """Three numbers as OpenSim wants them."""
    return opensim.Vec3(*values)


def polynomial(lowest_first: list[float]) -> opensim.PolynomialFunction:
    """A polynomial; OpenSim counts from the highest power."""
    coefficients = opensim.Vector(len(lowest_first), 0.0)
    for place, value in enumerate(reversed(lowest_first)):
        coefficients.set(place, value)
    return opensim.PolynomialFunction(coefficients)


def make_joint(model: opensim.Model, part: dict, bodies: dict) -> None:
    """One body's joint on its parent."""
    parent = bodies[part["parent"]]
    if not part["axes"]:
        joint = opensim.WeldJoint(
            f"{part['name']}_joint", parent, vector(part["offset"]), vector([0, 0, 0]), bodies[part["name"]],
            vector([0, 0, 0]), vector([0, 0, 0]),
        )  # fmt: skip
        model.addJoint(joint)
        return
    transform = opensim.SpatialTransform()
    slots = {
        "turn": [transform.upd_rotation1, transform.upd_rotation2, transform.upd_rotation3],
        "slide": [transform.upd_translation1, transform.upd_translation2, transform.upd_translation3],
    }
    used: dict[str, list[np.ndarray]] = {"turn": [], "slide": []}
    for axis in part["axes"]:
        slot = slots[axis["kind"]][len(used[axis["kind"]])]()
        used[axis["kind"]].append(np.array(axis["direction"]))
        slot.setAxis(vector(axis["direction"]))
        names = opensim.ArrayStr()
        names.append(axis["coordinate"])
        slot.setCoordinateNames(names)
        slot.set_function(polynomial(axis["curve"]))
    for kind, taken in used.items():
        for slot in slots[kind][len(taken) :]:
            taken.append(independent(taken))
            slot().setAxis(vector(taken[-1].tolist()))
            slot().set_function(opensim.Constant(0.0))
    joint = opensim.CustomJoint(
        f"{part['name']}_joint", parent, vector(part["offset"]), vector([0, 0, 0]), bodies[part["name"]],
        vector([0, 0, 0]), vector([0, 0, 0]), transform,
    )  # fmt: skip
    model.addJoint(joint)


def independent(taken: list[np.ndarray]) -> np.ndarray:
    """A unit vector that is not a combination of those taken."""
    space = np.eye(3) if not taken else np.linalg.svd(np.array(taken))[2][len(taken) :]
    return space[0]


def build(description: dict, folder: Path) -> Path:
    """The exported model as an .osim file."""
    model = opensim.Model()
    model.setName("runback_spine")
    model.setGravity(vector([0, -9.80665, 0]))
    bodies: dict = {"ground": model.getGround()}
    for part in description["bodies"]:
        inertia = opensim.Inertia(*part["inertia"])
        body = opensim.Body(part["name"], part["mass"], vector(part["centre"]), inertia)
        model.addBody(body)
        bodies[part["name"]] = body
        make_joint(model, part, bodies)
    for muscle in description["muscles"]:
        actuator = opensim.PathActuator()
        actuator.setName(muscle["name"])
        actuator.setOptimalForce(muscle["strength"])
        actuator.setMinControl(0.0)
        actuator.setMaxControl(1.0)
        for number, (body, place) in enumerate(muscle["points"]):
            actuator.addNewPathPoint(f"{muscle['name']}_{number}", bodies[body], vector(place))
        model.addForce(actuator)
    for name, force in description["reserves"].items():
        reserve = opensim.CoordinateActuator(name)
        reserve.setName(f"reserve_{name}")
        reserve.setOptimalForce(force)
        reserve.setMinControl(-1e5)
        reserve.setMaxControl(1e5)
        model.addForce(reserve)
    for follower, leader, ratio in description["couplers"]:
        coupler = opensim.CoordinateCouplerConstraint()
        coupler.setName(f"{follower}_follows")
        names = opensim.ArrayStr()
        names.append(leader)
        coupler.setIndependentCoordinateNames(names)
        coupler.setDependentCoordinateName(follower)
        coupler.setFunction(opensim.LinearFunction(ratio, 0.0))
        model.addConstraint(coupler)
    model.finalizeConnections()
    path = folder / "runback_spine.osim"
    model.printToXML(str(path))
    return path


def run_inverse_dynamics(folder: Path) -> None:
    """OpenSim's own inverse dynamics of each movement that ``moments.json`` lists."""
    for job in json.loads((folder / "moments.json").read_text()):
        tool = opensim.InverseDynamicsTool()
        tool.setModelFileName(job["model"])
        tool.setCoordinatesFileName(job["kinematics"])
        tool.setLowpassCutoffFrequency(job["lowpass_hz"])
        tool.setStartTime(job["start_s"])
        tool.setEndTime(job["end_s"])
        forces = opensim.ArrayStr()
        forces.append("Muscles")
        forces.append("Actuators")
        tool.setExcludedForces(forces)
        tool.setResultsDir(str(folder))
        tool.setOutputGenForceFileName(job["result"])
        tool.run()


def main() -> None:
    """Build, run static optimisation over the frames asked for, print seconds and activations as JSON."""
    folder, frames = Path(sys.argv[1]), int(sys.argv[2])
    opensim.Logger.setLevelString("error")
    run_inverse_dynamics(folder)
    description = json.loads((folder / "model.json").read_text())
    path = build(description, folder)
    times = description["time_s"]
    analysis = opensim.StaticOptimization()
    analysis.setStartTime(times[0])
    analysis.setEndTime(times[frames - 1])
    analysis.setUseModelForceSet(True)
    analysis.setActivationExponent(2)
    analysis.setUseMusclePhysiology(False)
    analysis.setStepInterval(1)
    tool = opensim.AnalyzeTool()
    tool.setName("so")
    tool.setModelFilename(str(path))
    tool.setCoordinatesFileName(str(folder / "movement.mot"))
    tool.setLowpassCutoffFrequency(-1)
    tool.setExternalLoadsFileName(str(folder / "loads.xml"))
    tool.setInitialTime(times[0])
    tool.setFinalTime(times[frames - 1])
    tool.setResultsDir(str(folder / "results"))
    tool.setSolveForEquilibrium(False)
    tool.getAnalysisSet().cloneAndAppend(analysis)
    setup = folder / "so.xml"
    tool.printToXML(str(setup))
    ready = opensim.AnalyzeTool(str(setup))
    started = time.perf_counter()
    ready.run()
    seconds = time.perf_counter() - started
    table = opensim.TimeSeriesTable(str(next((folder / "results").glob("*StaticOptimization_activation.sto"))))
    rows = [float(value) for value in table.getIndependentColumn()]
    activation = {
        muscle["name"]: [float(value) for value in table.getDependentColumn(muscle["name"]).to_numpy()]
        for muscle in description["muscles"]
    }
    reserves = {
        name: [float(value) for value in table.getDependentColumn(f"reserve_{name}").to_numpy()]
        for name in description["reserves"]
    }
    answer = {"seconds": seconds, "time_s": rows, "activation": activation, "reserves": reserves,
              "version": opensim.GetVersion()}  # fmt: skip
    (folder / "answer.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main()

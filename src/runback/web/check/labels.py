"""Plain words for the values of the answers file (interface.md)."""

from runback.web import words

_SHARED = {
    "none": "None",
    "both": "Both",
    "not_sure": "Not sure",
    "yes": "Yes",
    "no": "No",
    "unknown": "I do not know",
}
_BY_KEY: dict[str, dict[str, str]] = {
    "sex": {"female": "Female", "male": "Male"},
    "runner_status": {
        "new": "I am new to running",
        "returning": "I am coming back after a break",
        "regular": "I run most weeks",
        "competitive": "I train for races",
    },
    "onset": {
        "sudden_during_run": "Suddenly, during a run",
        "sudden_lifting": "Suddenly, when lifting or bending",
        "sudden_trauma": "After a fall, a crash or a blow",
        "after_run": "In the hours or days after a run",
        "gradual": "Slowly, over time",
    },
    "trend": {"improving": "Better", "same": "The same", "worsening": "Worse"},
    "night_pain": {
        "none": "No",
        "wakes_constant": "Yes, it wakes me and nothing eases it",
        "second_half_up_and_about": "Yes, in the second half of the night, and getting up helps",
    },
    "leg_pain": {
        "none": "No",
        "above_knee": "Yes, above the knee only",
        "below_knee": "Yes, below the knee too",
        "both": "Yes, in both legs",
    },
    "numbness": {
        "none": "No",
        "leg": "In a leg",
        "foot": "In a foot",
        "saddle": "Between the legs or around the back passage",
        "both": "In both legs",
    },
    "weakness": {
        "none": "No",
        "mild": "A little",
        "quad": "The thigh: the knee gives way",
        "calf": "The calf: I cannot stand on my toes",
        "foot_drop": "The foot: it slaps or drags",
        "both": "In both legs",
    },
    "locations": {
        "central_low_back": "Middle of the low back",
        "left_low_back": "Left of the low back",
        "right_low_back": "Right of the low back",
        "band_low_back": "Across the low back like a belt",
        "si_dimple": "At the dimple above the buttock",
        "buttock_left": "Left buttock",
        "buttock_right": "Right buttock",
        "hip_lateral": "Side of the hip",
        "groin": "Groin",
        "thigh_front": "Front of the thigh",
        "thigh_back": "Back of the thigh",
        "leg_below_knee": "Below the knee",
        "foot": "Foot",
        "both_legs": "Both legs",
        "thoracic": "Upper or middle back",
        "flank": "Side, below the ribs",
        "abdomen": "Tummy",
    },
    "qualities": {
        "ache": "Aching",
        "sharp": "Sharp",
        "spasm": "Cramping, in spasm",
        "electric": "Like an electric shock",
        "burning": "Burning",
        "deep_bone": "Deep in the bone",
        "colicky": "In waves",
        "tearing": "Tearing",
    },
    "aggravated_by": {
        "flexion": "Bending forward",
        "extension": "Bending backward",
        "rotation": "Twisting",
        "sitting": "Sitting",
        "sit_to_stand": "Getting up from a chair",
        "standing": "Standing",
        "walking": "Walking",
        "running_impact": "The impact of running",
        "downhill": "Downhill",
        "uphill": "Uphill",
        "stairs": "Stairs",
        "hopping": "Hopping",
        "single_leg_stance": "Standing on one leg",
        "rolling_in_bed": "Turning over in bed",
        "cough_sneeze": "Coughing or sneezing",
        "rest_night": "Resting at night",
        "all_movements": "Every movement",
        "none_mechanical": "No movement or position changes it",
    },
    "eased_by": {
        "movement": "Moving about",
        "walking": "Walking",
        "lying": "Lying down",
        "sitting": "Sitting",
        "standing": "Standing",
        "flexion": "Bending forward",
        "extension": "Bending backward",
        "uphill": "Going uphill",
        "rest": "Rest",
        "heat": "Heat",
        "massage": "Massage",
        "nsaid": "A painkiller",
        "nothing": "Nothing",
    },
    "contexts": {
        "desk_job": "I sit most of the day",
        "poor_sleep": "I sleep badly",
        "stress": "I am under stress",
        "fear": "I am afraid to move or run",
        "no_strength": "I do no strength training",
        "no_warmup": "I do not warm up",
        "hills": "I run many hills",
        "camber": "I run on sloping roads",
        "trail": "I run on trails",
        "same_route": "I always run the same way round",
        "treadmill_only": "I run only on a treadmill",
        "worn_shoes": "My shoes are worn",
        "new_shoes_3w": "I got new shoes in the last three weeks",
        "race_fatigue": "I raced lately",
        "hot": "I ran in the heat",
        "prior_lbp": "I had back pain before",
        "prior_leg_injury": "I had a leg injury before",
    },
    "equipment": {
        "dumbbell": "Dumbbells",
        "kettlebell": "Kettlebell",
        "barbell": "Barbell",
        "band": "Band",
        "step": "Step or stair",
        "bench": "Bench",
        "ball": "Ball",
    },
    "days": {
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    },
}


def say_value(key: str, value: object) -> str:
    """The words for one value of one answer key."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:g}"
    told = str(value)
    return _BY_KEY.get(key, {}).get(told) or _SHARED.get(told) or words.label(told)


def say_answer(key: str, value: object) -> str:
    """The words for a whole answer, lists included."""
    if value is None:
        return "Left out"
    if isinstance(value, list | tuple):
        return ", ".join(say_value(key, item) for item in value) or "None of these"
    return say_value(key, value)

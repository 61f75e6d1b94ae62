"""How studies write: abbreviated scales and designs, probabilities, intervals. None of it is for a runner."""

import re

STUDY_NOTATION = re.compile(
    r"\b(?:RCTs?|RR|OR|HR|HRR|SHR|SMD|WMD|MD|CI|LR|SD|EMG|NPRS|PSFS|ODI|RMDQ|BMI|LBP|VAS|MVC|CSA)\b"
    r"|\b(?:NSAIDs?|CES|BSI|MSK|SIJ|DOMS|DEXA|AKI|QMS|PPV)\b"
    r"|\b(?:kappa|sensitivity|specificity|sens|spec|odds ratio|meta-analysis|adj\.?|deg)\b"
    r"|\b[pPn] ?[<=>]|\bvs?\.?(?= )|[<>]=?(?=\s?\d)|~\s?\d|\d\.\d+ \(|/time point|[+-]\d+\.\d|\[[KS]\]|±"
)
"""Written with capitals where the plain word exists ("OR" but not "or")."""

"""What the sheet says beyond the findings: risks, evidence, questions to ask, cards, other care."""

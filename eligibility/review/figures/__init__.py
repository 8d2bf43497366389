"""The clinic in numbers: counts alone, never a patient."""

"""Goals 1 to 8 and 16: the patient's journey beside a bare wizard of django-formtools."""

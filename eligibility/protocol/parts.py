"""The seven parts and their pages, in order, and when each page is asked."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.conditions import ALWAYS, Condition
from eligibility.core.parts import Part, Step
from eligibility.core.questions import Question
from eligibility.protocol.questions import (
    finish,
    health,
    pain,
    safety,
    scans,
    treatment,
    understanding,
    you,
)


def ask(question: Question, asked_when: Condition = ALWAYS) -> Step:
    """A page for one question, named after it."""
    return Step(slug=question.slug, questions=(question,), asked_when=asked_when)


PARTS = (
    Part(slug="safety", title=_("Safety"), steps=(ask(safety.AGE), ask(safety.RED_FLAGS))),
    Part(
        slug="pain",
        title=_("Your pain"),
        steps=(
            ask(pain.REGION),
            ask(pain.CONDITION, pain.NOT_KNEE_ONLY),
            ask(pain.DURATION, pain.NOT_KNEE_ONLY),
            ask(pain.LEG_PAIN, pain.REGION.said("low_back")),
        ),
    ),
    Part(
        slug="scans",
        title=_("Your scans"),
        steps=(
            ask(scans.IMAGING_DONE, pain.NOT_KNEE_ONLY),
            ask(scans.SEVERITY, scans.IMAGING_DONE.said("yes")),
            ask(scans.INSTABILITY, pain.NOT_KNEE_ONLY),
        ),
    ),
    Part(
        slug="health",
        title=_("Your health"),
        steps=(
            ask(health.ACTIVE_INFECTION),
            ask(health.INFECTION_RECENT, health.ACTIVE_INFECTION.said("no", "unsure")),
            ask(health.INFECTION_SPINE),
            ask(health.CANCER),
            ask(health.AUTOIMMUNE),
            ask(health.IMMUNOSUPPRESSED),
            ask(health.PREGNANCY),
            ask(health.BLOOD_THINNER),
            ask(health.ALLERGY),
            ask(health.OVERALL_HEALTH),
        ),
    ),
    Part(
        slug="treatment",
        title=_("Your care so far"),
        steps=(
            ask(treatment.TRIED, pain.NOT_KNEE_ONLY),
            ask(treatment.RELIEF, treatment.TRIED_A_TREATMENT),
            ask(treatment.PRIOR_CELLS, pain.NOT_KNEE_ONLY),
        ),
    ),
    Part(
        slug="you",
        title=_("What matters to you"),
        steps=(
            ask(you.EXPECTATIONS),
            ask(you.COST_CONCERN),
            ask(you.OFFERED),
            ask(you.VALUES),
        ),
    ),
    Part(
        slug="finish",
        title=_("Finish"),
        screening=False,
        steps=(
            Step(slug="check", page="check", title=_("Check your answers"), questions=()),
            Step(
                slug="risks",
                page="risks",
                title=_("The risks"),
                questions=(finish.RISKS_READ,),
            ),
            Step(
                slug="understanding",
                page="understanding",
                title=_("Three quick checks"),
                questions=(understanding.PROVEN, understanding.SHAM, understanding.CHOICES),
            ),
            Step(slug="share", page="share", questions=(finish.SHARE,)),
            Step(
                slug="contact",
                page="contact",
                title=_("Share with the clinic"),
                asked_when=finish.SHARE.said("clinic"),
                questions=(
                    finish.FULL_NAME,
                    finish.DATE_OF_BIRTH,
                    finish.CONTACT_BY,
                    finish.EMAIL,
                    finish.PHONE,
                    finish.CONSENT,
                ),
            ),
        ),
    ),
)

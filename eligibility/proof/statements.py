"""What we show to hold for every person, in plain words. No solver is needed to read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eligibility.core.questions import Text


@dataclass(frozen=True, eq=False, kw_only=True)
class Theorem:
    """Something that holds for all answers anyone can give, and what it means for a patient."""

    slug: str
    title: Text
    claim: Text


THEOREMS = (
    Theorem(
        slug="one_result",
        title=_("Everyone gets one result"),
        claim=_(
            "Any set of answers leads to one result, never to two and never to none. The order of "
            "our rules plays no part."
        ),
    ),
    Theorem(
        slug="gravest_wins",
        title=_("The most serious reason decides"),
        claim=_(
            "Your result is as serious as the most serious reason found. You get the mildest "
            "result only when no reason was found at all."
        ),
    ),
    Theorem(
        slug="only_clear_passes",
        title=_("Only clear answers get the mildest result"),
        claim=_(
            "You get the mildest result when each question you were asked has a clear answer, and "
            "in no other way. If all your pain is in the knee, we say that this tool is not for it."
        ),
    ),
    Theorem(
        slug="unknown_never_passes",
        title=_("“I’m not sure” is never read as “no”"),
        claim=_(
            "If a danger sign or a listed reason is not known, the result says that something is "
            "missing, or something more serious. An empty answer never helps you pass."
        ),
    ),
    Theorem(
        slug="worse_never_milder",
        title=_("A worse answer never gives a milder result"),
        claim=_(
            "Change one answer for the worse, and the result stays as serious or gets more so. One "
            "answer is special: with no scan, we cannot ask how worn the disc is. The result then "
            "says that something is missing, or something more serious."
        ),
    ),
    Theorem(
        slug="closed_never_counts",
        title=_("Questions you were not asked never count"),
        claim=_("An answer to a question that was closed later changes nothing in your result."),
    ),
    Theorem(
        slug="every_rule_can_fire",
        title=_("Every rule is alive"),
        claim=_("For each rule and each result there is a person whom it fits."),
    ),
    Theorem(
        slug="no_rule_hides",
        title=_("No rule hides behind another"),
        claim=_(
            "Each reason can be the only one found when all is answered. One cannot: two ticks "
            "that do not match. It always comes with a danger sign, which counts more."
        ),
    ),
    Theorem(
        slug="every_question_matters",
        title=_("We ask nothing in vain"),
        claim=_(
            "Each question we ask can change a result. The ones you may leave empty never do, as "
            "we say beside them."
        ),
    ),
    Theorem(
        slug="changes_are_smallest",
        title=_("What we list under “What would change this?” is right"),
        claim=_(
            "Each answer on that list stands in the way: without a change of it, no milder result "
            "is possible. And a change of all of them is enough."
        ),
    ),
    Theorem(
        slug="nothing_falls_through",
        title=_("No answer is forgotten"),
        claim=_(
            "Each answer is either clear or named by a rule. The net for answers that no rule "
            "knows is there, and no one can fall into it."
        ),
    ),
    Theorem(
        slug="sound_structure",
        title=_("Reasons and sources are kept apart"),
        claim=_(
            "A reason of the documents cites the documents, and an outside reason never does. No "
            "question depends on its own answer, and each page can be reached."
        ),
    ),
)

"""What our resources, codes and items are called in FHIR. These names are permanent."""

from dataclasses import dataclass

from eligibility.core.parts import Part
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question

# A slug has no hyphen, so these are never the name of a question or of the codes of one.
RESULT, OUTCOME, FINDING = "the-result", "result-outcome", "result-finding"


def of_part(part: Part) -> str:
    """The linkId of the group of a part. A question's is its slug."""
    return f"part-{part.slug}"


def of_help(question: Question) -> str:
    """The linkId of the help beside a question."""
    return f"{question.slug}-help"


def of_detail(key: str) -> str:
    """The linkId, and the name of the codes, of one detail of a finding, such as its rule."""
    return f"finding-{key}"


@dataclass(frozen=True)
class Names:
    """The addresses of what a clinic publishes. They identify it, and need not open anything."""

    base: str

    @property
    def questionnaire(self) -> str:
        """The questionnaire, whatever its version."""
        return f"{self.base}/Questionnaire/candor"

    def version(self, protocol: Protocol) -> str:
        """The questionnaire of one version of the rules."""
        return f"{self.questionnaire}|{protocol.version}"

    def system(self, name: str) -> str:
        """A set of codes. Each question has its own: "none" means another thing in each."""
        return f"{self.base}/CodeSystem/{name}"

    def coding(self, name: str, code: str) -> dict[str, str]:
        """A code of one of our sets."""
        return {"system": self.system(name), "code": code}

    def identifier(self, reference: str) -> dict[str, str]:
        """The reference that patient and clinic quote. It says nothing about the patient."""
        return {"system": f"{self.base}/NamingSystem/reference", "value": reference}

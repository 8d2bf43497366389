"""The journey. formtools keeps the list of steps and validates them all again at the end; what it
does with requests is ours, because the stock behavior loses answers or doubles records."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from formtools.wizard.views import NamedUrlWizardView

from eligibility import errors
from eligibility.lifecycle import retention
from eligibility.protocol import PROTOCOL
from eligibility.security import kiosk
from eligibility.versions import goes_on_with
from eligibility.wizard import danger, drafts, pages, saving
from eligibility.wizard.drafts import Changed, DraftStorage
from eligibility.wizard.forms import StepForm, forms_of
from eligibility.wizard.submit import submit

TRIES = 3


def start(request: HttpRequest) -> HttpResponse:
    """Opens a draft and goes to its first page. Only a POST does: a visit stores nothing. On a
    tablet it also erases what others left there."""
    if request.method != "POST":
        return redirect("start")
    draft_id = kiosk.new_id()
    if settings.KIOSK:
        retention.drafts(timezone.now()).delete()
    drafts.start(request, draft_id)
    return redirect("step", draft=draft_id, step=PROTOCOL.steps[0].slug)


def over(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What a questionnaire that cannot go on answers: its result, as often as one asks, or a page
    that says what to do. Trap: submitting again after the end starts over (formtools 20)."""
    if request.draft or drafts.find_submission(request, draft_id):
        return redirect("result", draft=draft_id)
    return errors.cannot_open(request)


class Screening(NamedUrlWizardView):
    """One step of one draft. A GET never changes anything; only the last POST submits."""

    storage_name = "eligibility.wizard.drafts.DraftStorage"
    http_method_names = ["get", "head", "post"]
    storage: DraftStorage

    def dispatch(self, request: HttpRequest, *args: Any, draft: UUID, step: str) -> Any:
        """Opens the draft, or says why not. Trap: the stock storage is one slot for every use of
        a wizard class, so two questionnaires mix (formtools 15, 126, 176)."""
        request.draft = drafts.find_draft(request, draft)
        if not drafts.is_open(request.draft):
            return over(request, draft)
        protocol, _changed = goes_on_with(request.draft.protocol)
        if step not in protocol.step_by_slug:
            return errors.not_found(request)
        self.form_list = forms_of(protocol)
        return super().dispatch(request, *args, draft=draft, step=step)

    def get_prefix(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """One name for all; the draft keeps questionnaires apart."""
        return "screening"

    def get_form_list(self) -> dict[str, type[StepForm]]:
        """The steps that the stored answers open. Trap: conditions on cleaned data of another
        form validate every form again, for every page."""
        return {step.slug: self.form_list[step.slug] for step in self.storage.opened}

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        return {"answers": self.storage.answers}

    def get_cleaned_data_for_step(self, step: str) -> dict[str, Any] | None:
        """What a step holds, or None for a closed one. Trap: the stock wizard raises KeyError for
        a step that is hidden (formtools 247, 266)."""
        return super().get_cleaned_data_for_step(step) if step in self.get_form_list() else None

    def get_step_url(self, step: str) -> str:
        return self.storage.url(self.storage.protocol.step_by_slug[step])

    def get(self, request: HttpRequest, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        """Shows a step with its stored answer. A step that is closed or ahead leads to the first
        one to answer. Traps: GET of the last URL stores a record, `?reset` wipes, a reload wipes,
        an older GET overwrites what another tab saved (formwizard 9, 10)."""
        if not self.storage.reachable(step):
            return HttpResponseRedirect(self.next_url())
        self.storage.current_step = step
        stored = self.storage.get_step_data(step)
        fallen = self.storage.fallen_of(step)
        failed = (stored or fallen) and step not in self.storage.passed
        form = self.get_form(step, data=stored if failed else None)
        form.ask_again(fallen)
        return self.render(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keeps the answers of the step in the URL and goes on. Traps: the step is read from a
        hidden field and an unknown or closed one breaks; a refresh sends an old step again
        (formtools 166); a second tab overwrites the first (formwizard 9, 10)."""
        for _attempt in range(TRIES):
            try:
                return self.answer(kwargs["step"])
            except Changed:
                request.draft = drafts.find_draft(request, kwargs["draft"])
                if not drafts.is_open(request.draft):
                    return over(request, kwargs["draft"])
                self.storage = DraftStorage(self.prefix, request)
        return errors.try_again(request)

    def answer(self, step: str) -> HttpResponse:
        """One try to keep what was posted. An answer that the form refuses, or that another window
        has changed, comes back with all that was typed (formtools 284). Raises Changed. Trap: the
        stock wizard breaks on a step that another tab has closed."""
        if not self.storage.reachable(step, past_fallen=True):
            return errors.not_asked(self.request, self.next_url())
        self.storage.current_step = step
        posted = self.request.POST
        form = self.get_form(step, data=posted)
        if "stay" in posted:
            return self.render(form, quiet=True)
        save = "save" in posted and not settings.KIOSK
        if save and saving.untouched(posted):
            return self.save(form)
        if not form.is_valid():
            return self.save(form, mistaken=True) if save else self.render(form, 422)
        if self.storage.changed_since(posted.get("seen", ""), form.cleaned_answers):
            return self.render(form, 409)
        self.storage.set_step_data(step, form.cleaned_answers)
        return self.save(form) if save else self.go_on(form)

    def save(self, form: StepForm, *, mistaken: bool = False) -> HttpResponse:
        """To the page with the code to come back. Saving never sends: the last step stays open. An
        answer that the form refuses cannot be stored; it goes on the page. Raises Changed."""
        if self.storage.first_unpassed() is None:
            del self.storage.passed[form.step.slug]
        draft = self.storage.draft
        self.storage.commit(code=draft.code or saving.fingerprint_of_code(self.request, draft))
        if not mistaken:
            return redirect("saved", draft=draft.pk)
        draft.refresh_from_db()
        page = pages.step_page(self.storage, form, conflict=False)
        return saving.saved_page(self.request, draft, page.problems)

    def go_on(self, form: StepForm) -> HttpResponse:
        """To the danger page if this step told of a danger, to the next open question, or to the
        end. Raises Changed."""
        if self.storage.first_unpassed() is None:
            return self.render_done(form)
        self.storage.commit()
        if danger.dangers(self.storage, form.step):
            return redirect("help-now", draft=self.storage.draft.pk)
        return HttpResponseRedirect(self.next_url())

    def render_done(self, form: StepForm, **kwargs: Any) -> HttpResponse:
        """Validates every other step again, then submits, inside the POST. Traps: a redirect to a
        URL whose GET creates the record; the last step is validated twice (formtools 21)."""
        forms = [form]
        for step in self.get_form_list():
            if step != form.step.slug:
                stored = self.get_form(step, data=self.storage.get_step_data(step))
                if not stored.is_valid():
                    return self.render_revalidation_failure(step, stored)
                forms.append(stored)
        return self.done(forms, **kwargs)

    def done(self, form_list: list[StepForm], **kwargs: Any) -> HttpResponse:
        """Stores the result once, however often it is sent. Raises Changed. Traps: an error in
        `done` clears the answers (formtools 61); two clicks make two records."""
        submit(self.storage)
        return redirect("result", draft=self.storage.draft.pk)

    def render_revalidation_failure(self, step: str, form: StepForm, **kwargs: Any) -> HttpResponse:
        """Back to the step that no longer holds, with its reason, and nothing else lost. Trap: no
        check across steps before the end (formtools 50, 106)."""
        self.storage.passed.pop(step, None)
        self.storage.commit()
        return HttpResponseRedirect(self.get_step_url(step))

    def next_url(self) -> str:
        """The address of the first question that is still to be answered."""
        return self.storage.url(self.storage.first_unpassed())

    def render(self, form: StepForm, status: int = 200, **kwargs: Any) -> HttpResponse:
        """The page of a step: 422 for an answer the form refuses, 409 for one that another window
        has changed."""
        page = pages.step_page(self.storage, form, conflict=status == 409, **kwargs)
        return render(self.request, page.template, {"page": page}, status=status)


screening = Screening.as_view(form_list=forms_of(PROTOCOL).items(), url_name="step")


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The address of a draft without a step: to where it stopped. A POST opens a lock on the way;
    it changes nothing else."""
    request.draft = drafts.find_draft(request, draft)
    if not drafts.is_open(request.draft):
        return over(request, draft)
    stopped_at = DraftStorage("screening", request).first_unpassed()
    return redirect("step", draft=draft, step=stopped_at.slug)


@require_safe
def help_now(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What to do about the danger signs that were ticked, and how soon."""
    request.draft = drafts.find_draft(request, draft)
    if not drafts.is_open(request.draft):
        return over(request, draft)
    storage = DraftStorage("screening", request)
    page = danger.help_page(storage)
    if not page.findings:
        return redirect(page.next_url)
    return render(request, "help_now.html", {"page": page})

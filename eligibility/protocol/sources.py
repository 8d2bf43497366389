"""Every source we cite, what sort it is, and what it is worth. Only one gives listed reasons."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Source, SourceKind

REVIEWED = date(2026, 11, 21)
NEXT_REVIEW = date(2027, 5, 21)

KINDS = {
    SourceKind.ARTICLE: _("web article"),
    SourceKind.VENDOR: _("text of a seller"),
    SourceKind.REGISTRY: _("study listing"),
    SourceKind.STUDY: _("study"),
    SourceKind.GUIDELINE: _("advice of a health service or of experts"),
    SourceKind.REGULATOR: _("government office"),
    SourceKind.INSURER: _("health plan"),
    SourceKind.OURS: _("our own choice"),
}

# --- The five documents ------------------------------------------------------------------------
DISC_ARTICLE = Source(
    slug="disc_article",
    kind=SourceKind.ARTICLE,
    document="004",
    title=_("Web article on stem cells for worn discs, November 20, 2025"),
    worth=_(
        "No author is named and it lists no references. No expert checked it before it went out. "
        "It is the only source of the listed reasons."
    ),
    reviewed=REVIEWED,
)
LIGAMENT_BLOG = Source(
    slug="ligament_blog",
    kind=SourceKind.VENDOR,
    document="000",
    title=_("Blog post on cells in ligaments, from a company that sells cell treatments"),
    worth=_("The writer sells the treatment. There was no group to compare with."),
    reviewed=REVIEWED,
)
PAIN_BLOG = Source(
    slug="pain_blog",
    kind=SourceKind.VENDOR,
    document="001",
    title=_("Blog post on stem cells and long-term pain, from the same company"),
    worth=_("The writer sells the treatment. The study it tells of was done in mice."),
    reviewed=REVIEWED,
)
BACK_ARTICLE = Source(
    slug="back_article",
    kind=SourceKind.ARTICLE,
    document="002",
    title=_("Web article on stem cells and back health"),
    worth=_("No author, no date and no references. It reads like an ad in many places."),
    reviewed=REVIEWED,
)
KNEE_ARTICLE = Source(
    slug="knee_article",
    kind=SourceKind.ARTICLE,
    document="003",
    title=_("Web article on stem cells for knee and back pain"),
    worth=_("No author, no date and no references."),
    reviewed=REVIEWED,
)

# --- Danger signs --------------------------------------------------------------------------------
NHS = Source(
    slug="nhs_back_pain",
    kind=SourceKind.GUIDELINE,
    title=_("NHS (United Kingdom): advice on back pain, as repeated by NHS services"),
    worth=_("Public health advice for patients. We read copies of it."),
    reviewed=REVIEWED,
)
NORTHERN_TRUST = Source(
    slug="northern_trust",
    kind=SourceKind.GUIDELINE,
    title=_("Northern Health and Social Care Trust: low back pain"),
    worth=_("Advice of a public hospital service for patients."),
    reviewed=REVIEWED,
)
IDSA = Source(
    slug="idsa_2015",
    kind=SourceKind.GUIDELINE,
    title=_("Infectious Diseases Society of America: guideline on spine infection, 2015"),
    worth=_("A guideline written by specialists."),
    reviewed=REVIEWED,
)
IFOMPT = Source(
    slug="ifompt_2020",
    kind=SourceKind.GUIDELINE,
    title=_("Finucane and others: framework on red flags, JOSPT, 2020"),
    worth=_("An international framework. It says most danger signs are not well tested."),
    reviewed=REVIEWED,
)

# --- Studies -------------------------------------------------------------------------------------
TRIALS = Source(
    slug="trial_listings",
    kind=SourceKind.REGISTRY,
    title=_("Listings of disc studies on ClinicalTrials.gov and other study registers"),
    worth=_(
        "They say whom a study took in. A listing is not proof and not approval. We read copies."
    ),
    reviewed=REVIEWED,
)
RESPINE = Source(
    slug="respine_2024",
    kind=SourceKind.STUDY,
    title=_("RESPINE study: Pers and others, Annals of the Rheumatic Diseases, 2024"),
    worth=_("A fair test with a sham group, 114 people."),
    reviewed=REVIEWED,
)
LEVI = Source(
    slug="levi_2025",
    kind=SourceKind.STUDY,
    title=_("Levi and others, Interventional Pain Medicine, 2025"),
    worth=_("A fair test with a sham group, 63 people."),
    reviewed=REVIEWED,
)
DREAM = Source(
    slug="dream_2025",
    kind=SourceKind.STUDY,
    title=_("DREAM study, JOR Spine, 2025"),
    worth=_("A fair test with a sham group, 52 people. Early results at 6 months."),
    reviewed=REVIEWED,
)
AMIRDELFAN = Source(
    slug="amirdelfan_2021",
    kind=SourceKind.STUDY,
    title=_("Amirdelfan and others, Spine Journal, 2021"),
    worth=_("100 people."),
    reviewed=REVIEWED,
)
GORNET = Source(
    slug="gornet_2024",
    kind=SourceKind.STUDY,
    title=_("Gornet and others, International Journal of Spine Surgery, 2024"),
    worth=_("60 people. The good result was in the high-dose group."),
    reviewed=REVIEWED,
)
VAST = Source(
    slug="vast_2020",
    kind=SourceKind.STUDY,
    title=_("VAST study, International Journal of Spine Surgery, 2020"),
    worth=_("218 people. It tested donor disc tissue, not cells alone."),
    reviewed=REVIEWED,
)
SOUFI = Source(
    slug="soufi_2023",
    kind=SourceKind.STUDY,
    title=_("Soufi and others: review, International Journal of Molecular Sciences, 2023"),
    worth=_("A review of many studies."),
    reviewed=REVIEWED,
)
REVIEW_2025 = Source(
    slug="review_2025",
    kind=SourceKind.STUDY,
    title=_("Review of disc studies, 2025 (PMC12835428)"),
    worth=_("A review of many studies. Earlier reviews, of 2021 and 2023, were more hopeful."),
    reviewed=REVIEWED,
)
CASE_REPORTS = Source(
    slug="case_reports",
    kind=SourceKind.STUDY,
    title=_("Case reports: Spine Journal, 2012; JBJS Case Connector, 2020; review by Jerome, 2021"),
    worth=_("Reports on single patients. They show what can happen, not how often."),
    reviewed=REVIEWED,
)
BRINJIKJI = Source(
    slug="brinjikji_2015",
    kind=SourceKind.STUDY,
    title=_("Brinjikji and others, American Journal of Neuroradiology, 2015"),
    worth=_("A review of scans of people without pain."),
    reviewed=REVIEWED,
)
MAUTNER = Source(
    slug="mautner_2023",
    kind=SourceKind.STUDY,
    title=_("Mautner and others, Nature Medicine, 2023"),
    worth=_("A large fair test in knees, 480 people."),
    reviewed=REVIEWED,
)

# --- Rules of the state, advice, money -----------------------------------------------------------
FDA = Source(
    slug="fda_2021",
    kind=SourceKind.REGULATOR,
    title=_("U.S. Food and Drug Administration (FDA): consumer pages of July 2020 and June 2021"),
    worth=_("The office that approves treatments in the United States. Check FDA.gov for news."),
    reviewed=REVIEWED,
)
FTC = Source(
    slug="ftc_2025",
    kind=SourceKind.REGULATOR,
    title=_("Federal Trade Commission and State of Georgia: case on stem cell ads, January 2025"),
    worth=_("A court case. We read about it in other texts."),
    reviewed=REVIEWED,
)
NICE = Source(
    slug="nice_ng59",
    kind=SourceKind.GUIDELINE,
    title=_("NICE guideline NG59 (United Kingdom): low back pain"),
    worth=_("A guideline made by a public body after a full review."),
    reviewed=REVIEWED,
)
UK_COLLEGES = Source(
    slug="uk_colleges",
    kind=SourceKind.GUIDELINE,
    title=_(
        "Academy of Medical Royal Colleges (United Kingdom): evidence-based list on injections"
    ),
    worth=_("Advice of the medical colleges on what not to offer."),
    reviewed=REVIEWED,
)
INSURERS = Source(
    slug="insurers",
    kind=SourceKind.INSURER,
    title=_(
        "Policies of two health plans: Blue Cross Blue Shield of Alabama, 2024; North Dakota, 2019"
    ),
    worth=_("Two plans only. Yours may differ."),
    reviewed=REVIEWED,
)
OURS = Source(
    slug="ours",
    kind=SourceKind.OURS,
    title=_("Candor: our own rule, to be careful"),
    worth=_("Our choice. No source lists it."),
    reviewed=REVIEWED,
)

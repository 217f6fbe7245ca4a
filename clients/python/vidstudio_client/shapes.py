"""Rows and bodies as the API words them, and every call by its name.

Written by docs/tools/client_shapes.py out of the OpenAPI document. Change nothing here.
"""

# ruff: noqa: E501
# fmt: off
from typing import Any, Literal, NotRequired, TypedDict

AccentsEnum = Literal['none']
Admission = Literal['each', 'all']
AspectEnum = Literal['9:16', '1:1', '4:5', '16:9']
BatchState = Literal['admitting', 'working', 'over']
BeatEnum = Literal['hook', 'context', 'product', 'proof', 'content', 'closing', 'cta']
BlankEnum = Literal['']
BoardStanding = Literal['waiting', 'making', 'script', 'ready', 'review', 'changes', 'rendering', 'finished', 'rejected', 'failed', 'refused', 'cancelled']
CaptionLookEnum = Literal['clean', 'box', 'karaoke']
ChannelEnum = Literal['page', 'at_once', 'daily', 'off']
CutoutEnum = Literal['auto', 'cut', 'whole']
DaysEnum = Literal[1, 7, 30, 90]
DecidingRole = Literal['editor', 'approver', 'admin']
DisclosureOutStateEnum = Literal['ask', 'nothing', 'unknown']
EncodingEnum = Literal['cp1250', 'cp1251', 'cp1252', 'cp1253', 'cp1254', 'cp1255', 'cp1256', 'cp1257', 'cp1258', 'cp850', 'cp852', 'cp866', 'cp874', 'cp932', 'cp949', 'cp950', 'euc_jp', 'gb18030', 'iso8859-15', 'iso8859-2', 'koi8_r', 'mac_cyrillic', 'mac_roman', 'utf-16', 'utf-8']
EventsEnum = Literal['script.ready', 'storyboard.ready', 'storyboard.submitted', 'storyboard.approved', 'storyboard.changes_requested', 'storyboard.failed', 'video.succeeded', 'video.failed', 'video.rejected', 'budget.threshold', 'test']
FontEnum = Literal['black', 'condensed', 'sans', 'serif']
GuestLinkInScopesEnum = Literal['comment', 'decide', 'download']
GuestScope = Literal['comment', 'decide', 'download']
HowEnum = Literal['local', 'made', 'priced', 'unknown']
ImportOutStateEnum = Literal['waiting', 'running', 'done', 'failed', 'cancelled']
JobState = Literal['queued', 'running', 'cancelling', 'cancelled', 'succeeded', 'failed']
MemberOutRoleEnum = Literal['viewer', 'editor', 'approver', 'admin']
ModeEnum = Literal['creative_ad', 'functional_intro']
NothingReceivedEnum = Literal['unusable', 'refused', 'failed', 'lost', 'late', 'no_file', 'cancelled']
NotificationKind = Literal['review_wanted', 'review_due', 'decided', 'assigned', 'mention', 'reply', 'comment', 'render_done', 'render_failed', 'needs_decision', 'budget', 'model_ends']
OutcomeEnum = Literal['created', 'updated', 'unchanged', 'refused', 'no photo', 'skipped']
ProjectState = Literal['draft', 'writing', 'script_ready', 'illustrating', 'storyboard_ready', 'in_review', 'changes_requested', 'approved', 'rendering', 'completed', 'rejected', 'failed', 'cancelled']
RenderKind = Literal['final', 'preview']
RenderState = Literal['ready', 'accepted', 'rejected']
ResolutionEnum = Literal['720p', '1080p', '2160p']
ReviewStepOutStateEnum = Literal['waiting', 'open', 'approved', 'changes']
SentOutStateEnum = Literal['waiting', 'delivered', 'failed']
ShapeEnum = Literal['box', 'arrow', 'line']
SignInScopesEnum = Literal['read', 'edit', 'render', 'approve']
SourceEnum = Literal['product', 'prompt', 'script']
StatusEnum = Literal['pending', 'generating', 'completed', 'failed']
StepState = Literal['waiting', 'ready', 'running', 'submitted', 'done', 'failed', 'unknown', 'skipped']
StopAtEnum = Literal['script']
StyleEnum = Literal['luxury', 'energetic', 'minimal', 'bold', 'cinematic']
SubmissionState = Literal['open', 'approved', 'changes_requested', 'voided']
TakeOutKindEnum = Literal['image', 'voice', 'music', 'clip', 'lip_sync', 'video', 'film', 'captions', 'package', 'mask']
TransitionEnum = Literal['cut', 'fade', 'slide', 'wipe', 'zoom']
VerdictEnum = Literal['changed', 'foreign', 'foreign_changed', 'none', 'unchanged', 'unreadable', 'unrecorded']
WhatEnum = Literal['image', 'clip', 'voice', 'overlay']
class AgainIn(TypedDict):
    what: "WhatEnum"
    prompt: NotRequired["str"]
    seed: NotRequired["int"]
    motion: NotRequired["str"]
    seconds: NotRequired["float"]
    text: NotRequired["str"]
    voice: NotRequired["str"]
    language: NotRequired["str"]
class AnchorOut(TypedDict):
    shape: "ShapeEnum"
    points: "list[list[float]]"
class ApprovalFoundOut(TypedDict):
    digest: "str"
    role: "str"
    time: "str"
class ApproveIn(TypedDict):
    note: NotRequired["str"]
    stage: NotRequired["int"]
    expecting: NotRequired["str"]
    accept_stale: NotRequired["bool"]
class ApproveManyIn(TypedDict):
    boards: "list[BoardIn]"
    accept_stale: NotRequired["bool"]
    note: NotRequired["str"]
class AsideOut(TypedDict):
    currency: "str"
    at_work: "str"
    possibly_charged: "str"
class BatchCostOut(TypedDict):
    spent: "str"
    estimated: "str"
    currency: "str"
    uncertain: "int"
class BatchDetail(TypedDict):
    id: "int"
    workspace: "str"
    name: "str"
    state: "BatchState"
    preset: "int | None"
    preset_name: "str"
    admission: "Admission"
    submits: "bool"
    created: "str"
    created_by: NotRequired["str | None"]
    links: "BatchLinksOut"
    counts: "dict[str, int]"
    cost: "BatchCostOut"
class BatchLinksOut(TypedDict):
    self: "str"
    rows: "str"
    page: "str"
    videos: "str"
class BatchOut(TypedDict):
    id: "int"
    workspace: "str"
    name: "str"
    state: "BatchState"
    preset: "int | None"
    preset_name: "str"
    admission: "Admission"
    submits: "bool"
    created: "str"
    created_by: NotRequired["str | None"]
    links: "BatchLinksOut"
class BatchRowOut(TypedDict):
    id: "int"
    position: "int"
    product: "int | None"
    product_name: "str"
    project: "int | None"
    standing: "BoardStanding"
    error: "str"
    estimate: "str | None"
    cost: "str"
    currency: "str"
    digest: "str | None"
class BegunOut(TypedDict):
    id: "int"
    project: "int"
    status: "str"
    links: "LinksOut"
    understood: "UnderstoodOut | None"
class BoardIn(TypedDict):
    project: "int"
    digest: "str"
    stage: NotRequired["int"]
class BrandKitOut(TypedDict):
    id: "int"
    workspace: "str"
    name: "str"
    logo: "str | None"
    colours: "list[str]"
    font: "str"
    tone: "str"
    banned_words: "list[str]"
    call_to_action: "str"
    pronunciations: "list[Pronunciation]"
class BudgetIn(TypedDict):
    amount: "str"
    warn_percent: NotRequired["int"]
class BudgetOut(TypedDict):
    period: "str"
    project: "int | None"
    currency: "str"
    amount: "str"
    spent: "str"
    held: "str"
    left: "str"
    warn_percent: "int"
    is_low: "bool"
class CancelIn(TypedDict):
    work: NotRequired["bool"]
class CapIn(TypedDict):
    cap: "str | None"
class CapOut(TypedDict):
    username: "str"
    cap: "str | None"
    spent: "str"
    held: "str"
    left: "str | None"
class CharacterIn(TypedDict):
    name: "str"
    description: NotRequired["str"]
    voice: NotRequired["str"]
class CharacterOut(TypedDict):
    id: "int"
    project: "int"
    name: "str"
    description: "str"
    voice: "str"
    portrait: "str | None"
    mouth: "MouthOut | None"
    scenes: "list[int]"
class CheckedFileOut(TypedDict):
    sha256: "str"
    bytes: "int"
    mime: "str"
class ChoiceIn(TypedDict):
    kind: "NotificationKind"
    channel: "ChannelEnum"
class ChoiceOut(TypedDict):
    kind: "NotificationKind"
    channel: "ChannelEnum"
class ChoicesIn(TypedDict):
    choices: "list[ChoiceIn]"
class CommentIn(TypedDict):
    text: "str"
    scene: NotRequired["int"]
    reply_to: NotRequired["int"]
    at_ms: NotRequired["int"]
    anchor: NotRequired["Any | None"]
class CommentOut(TypedDict):
    id: "int"
    scene: "int | None"
    reply_to: "int | None"
    author: NotRequired["str | None"]
    text: "str"
    at_ms: "int | None"
    anchor: "AnchorOut | None"
    board_version: "int"
    digest: "str"
    version: "int"
    created: "str"
    edited: "str | None"
    resolved: "str | None"
    resolved_by: NotRequired["str | None"]
class ComposeIn(TypedDict):
    another: NotRequired["bool"]
class CorrectionIn(TypedDict):
    amount: "str"
    note: "str"
class CostOut(TypedDict):
    id: "int"
    project: "int | None"
    job: "int | None"
    talent: "str"
    provider: "str"
    model: "str"
    units: "Any"
    cost: "str | None"
    currency: "str"
    priced_by: "Any"
    latency_ms: "int | None"
    nothing_received: "NothingReceivedEnum | BlankEnum"
    created: "str"
class CostSummary(TypedDict):
    workspace: "str"
    by: "str"
    totals: "list[SpentOut]"
    groups: "list[SpentOut]"
    for_nothing: "list[ForNothing]"
    put_aside: "list[AsideOut]"
class CountOut(TypedDict):
    count: "int"
class DecideIn(TypedDict):
    note: NotRequired["str"]
    stage: NotRequired["int"]
class DecisionOut(TypedDict):
    role: "str"
    time: "str"
class DisclosureIn(TypedDict):
    ai_label: NotRequired["str"]
    must_be_signed: NotRequired["bool"]
class DisclosureOut(TypedDict):
    label: "str"
    state: "DisclosureOutStateEnum"
    ask: "str"
    source: "str"
    brings: "str"
class DisclosureRuleOut(TypedDict):
    ai_label: "str"
    must_be_signed: "bool"
class EditOut(TypedDict):
    id: "int"
    by: "str | None"
    says: "str"
    is_undone: "bool"
    created: "str"
class EditsOut(TypedDict):
    undo: "EditOut | None"
    redo: "EditOut | None"
    edits: "list[EditOut]"
class EstimateLine(TypedDict):
    talent: "str"
    provider: "str"
    model: "str"
    scene: NotRequired["int | None"]
    how: "HowEnum"
    units: "dict[str, Any]"
    cost: "str | None"
    typical: "str | None"
class EstimateOut(TypedDict):
    kind: "str"
    currency: "str"
    total: "str"
    unknown: "int"
    typical: "str | None"
    lines: "list[EstimateLine]"
    budgets: "list[BudgetOut]"
    refusal: "str"
class EventOut(TypedDict):
    seq: "int"
    stage: "str"
    percent: "int"
    message: "str"
    data: "dict[str, Any]"
    at: "str"
class FeedOut(TypedDict):
    job: "SummaryOut"
    events: "list[EventOut]"
    last: "int"
    missed: "int"
class FileIn(TypedDict):
    file: "str"
class FileVerdictOut(TypedDict):
    verdict: "VerdictEnum"
    headline: "str"
    meaning: "str"
    title: "str"
    film: "str"
    signer: "str"
    is_self_made: "bool"
    generator: "str"
    source_type: "PartFoundOut | None"
    scenes: "list[SceneFoundOut]"
    music: "PartFoundOut | None"
    parts: "list[PartFoundOut]"
    approval: "ApprovalFoundOut | None"
    label: "str"
    problems: "list[str]"
    file: "CheckedFileOut | None"
class FocusIn(TypedDict):
    x: "float | None"
    y: "float | None"
class ForNothing(TypedDict):
    reason: "str"
    provider: "str"
    currency: "str"
    cost: "str"
    calls: "int"
    unknown: "int"
class GuestLinkIn(TypedDict):
    label: "str"
    scopes: NotRequired["list[GuestLinkInScopesEnum]"]
    days: NotRequired["DaysEnum"]
    password: NotRequired["str"]
class GuestLinkOut(TypedDict):
    id: "int"
    project: "int"
    label: "str"
    scopes: "list[GuestScope]"
    has_password: "bool"
    is_open: "bool"
    created: "str"
    created_by: "str"
    expires: "str"
    revoked: "str | None"
    used: "str | None"
class HistoryOut(TypedDict):
    id: "int"
    actor_name: "str"
    verb: "str"
    subject: "str"
    old: "str"
    new: "str"
    created: "str"
class ImportCounts(TypedDict):
    created: "int"
    updated: "int"
    unchanged: "int"
    refused: "int"
class ImportIn(TypedDict):
    file: "str"
    photos: NotRequired["str"]
    workspace: NotRequired["str"]
    currency: NotRequired["str"]
    encoding: NotRequired["EncodingEnum"]
    mapping: NotRequired["Any"]
    dry_run: NotRequired["bool"]
class ImportLinks(TypedDict):
    self: "str"
    rows: "str"
    report: "str"
    cancel: "str"
class ImportOut(TypedDict):
    id: "int"
    workspace: "str"
    name: "str"
    state: "ImportOutStateEnum"
    dry_run: "bool"
    error: "str"
    progress: "int"
    total: "int | None"
    done: "int"
    counts: "ImportCounts"
    notes: "list[str]"
    mapping: "dict[str, str] | None"
    currency: "str"
    encoding: "str"
    is_over: "bool"
    links: "ImportLinks"
    created: "str"
    started: "str | None"
    finished: "str | None"
class ImportRowOut(TypedDict):
    line: "int"
    handle: "str"
    outcome: "OutcomeEnum"
    message: "str"
class ImportRowsOut(TypedDict):
    rows: "list[ImportRowOut]"
    next: "int | None"
class JobDetail(TypedDict):
    id: "int"
    kind: "str"
    project: "int"
    state: "JobState"
    progress: "int"
    stage: "str"
    message: "str"
    error: "str"
    is_over: "bool"
    last_event: "int"
    created: "str"
    started: "str | None"
    finished: "str | None"
    links: "LinksOut"
    eta_s: "int | None"
    stages: "list[StageOut]"
class JobOut(TypedDict):
    id: "int"
    kind: "str"
    project: "int"
    state: "JobState"
    progress: "int"
    stage: "str"
    message: "str"
    error: "str"
    is_over: "bool"
    last_event: "int"
    created: "str"
    started: "str | None"
    finished: "str | None"
    links: "LinksOut"
class LeftOutOfPromptOut(TypedDict):
    text: "str"
    why: "str"
class LeftOutPartOut(TypedDict):
    text: "str"
    why: "str"
class LibraryChoiceIn(TypedDict):
    picture: "str"
class LibraryPictureOut(TypedDict):
    picture: "str"
    project: "int"
    title: "str"
    origin: "str"
    width: "int | None"
    height: "int | None"
    url: "str | None"
    created: "str"
class LicenceOut(TypedDict):
    work: "str"
    licence: "str"
    credit: "str"
    about: "str"
class LinksOut(TypedDict):
    self: "str"
    events: "str"
    cancel: "str"
    project: "str"
class LookUpIn(TypedDict):
    url: "str"
class MaskIn(TypedDict):
    file: "str"
    version: NotRequired["str"]
class MemberOut(TypedDict):
    username: "str"
    role: "MemberOutRoleEnum"
class MendIn(TypedDict):
    scenes: NotRequired["list[int]"]
class MouthIn(TypedDict):
    left: NotRequired["list[float]"]
    right: NotRequired["list[float]"]
    middle: NotRequired["list[float]"]
    still: NotRequired["bool"]
    eyes: NotRequired["list[list[list[float]]]"]
class MouthOut(TypedDict):
    left: NotRequired["list[float]"]
    right: NotRequired["list[float]"]
    middle: NotRequired["list[float]"]
    still: NotRequired["bool"]
    eyes: NotRequired["list[list[list[float]]]"]
    found: NotRequired["float"]
class MoveIn(TypedDict):
    to: "int"
class MusicOut(TypedDict):
    on: "bool"
    volume_db: "float"
    volume: "str"
    source: "str"
    duration: "float | None"
    url: "str | None"
class NarrationOut(TypedDict):
    words_ms: "int"
    scene_ms: "int"
    over_ms: "int"
    rate: "float"
    is_cut: "bool"
    is_estimate: "bool"
    unread: "list[str]"
class NewBatchIn(TypedDict):
    products: "list[int]"
    preset: NotRequired["int | None"]
    name: NotRequired["str"]
    admission: NotRequired["Admission"]
    submits: NotRequired["bool"]
class NewBrandKitIn(TypedDict):
    name: "str"
    colours: NotRequired["list[str]"]
    font: NotRequired["FontEnum | BlankEnum"]
    tone: NotRequired["str"]
    banned_words: NotRequired["list[str]"]
    call_to_action: NotRequired["str"]
    pronunciations: NotRequired["list[Pronunciation]"]
    workspace: NotRequired["str"]
class NewGuestLinkOut(TypedDict):
    id: "int"
    project: "int"
    label: "str"
    scopes: "list[GuestScope]"
    has_password: "bool"
    is_open: "bool"
    created: "str"
    created_by: "str"
    expires: "str"
    revoked: "str | None"
    used: "str | None"
    url: "str"
class NewProductIn(TypedDict):
    workspace: NotRequired["str"]
    handle: NotRequired["str"]
    name: "str"
    description: NotRequired["str"]
    selling_points: NotRequired["list[str]"]
    audience: NotRequired["str"]
    price: NotRequired["str | None"]
    currency: NotRequired["str"]
    sku: NotRequired["str"]
    vendor: NotRequired["str"]
    category: NotRequired["str"]
class NewProjectIn(TypedDict):
    title: NotRequired["str"]
    mode: NotRequired["ModeEnum"]
    style: NotRequired["StyleEnum"]
    duration: NotRequired["float"]
    aspect: NotRequired["AspectEnum"]
    resolution: NotRequired["ResolutionEnum"]
    language: NotRequired["str"]
    voice: NotRequired["str"]
    captions: NotRequired["bool"]
    caption_look: NotRequired["CaptionLookEnum | BlankEnum"]
    accents: NotRequired["AccentsEnum | BlankEnum"]
    signs: NotRequired["bool"]
    keep_product: NotRequired["bool"]
    call_to_action: NotRequired["str"]
    product_id: NotRequired["int"]
    prompt: NotRequired["str"]
    script: NotRequired["str"]
    workspace: NotRequired["str"]
    brand_kit: NotRequired["int"]
class NewSceneIn(TypedDict):
    text: NotRequired["str"]
    duration: NotRequired["float"]
    headline: NotRequired["str"]
    detail: NotRequired["str"]
    visual_prompt: NotRequired["str"]
    motion_prompt: NotRequired["str"]
    transition: NotRequired["TransitionEnum"]
    speaker: NotRequired["int | None"]
    after: NotRequired["int"]
    beat: NotRequired["BeatEnum"]
class NewWebhookIn(TypedDict):
    url: "str"
    events: NotRequired["list[EventsEnum]"]
    workspace: NotRequired["str"]
class NoteIn(TypedDict):
    note: NotRequired["str"]
class NotificationOut(TypedDict):
    id: "int"
    kind: "NotificationKind"
    title: "str"
    text: "str"
    actor_name: "str"
    project: "int | None"
    link: "str"
    read: "str | None"
    created: "str"
class OfferedPhotoOut(TypedDict):
    id: "int"
    number: "int"
    alt: "str"
    is_chosen: "bool"
    url: "str | None"
class OrderIn(TypedDict):
    order: "list[int]"
class PaginatedBatchOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[BatchOut]"
class PaginatedBatchRowOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[BatchRowOut]"
class PaginatedBrandKitOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[BrandKitOut]"
class PaginatedCostOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[CostOut]"
class PaginatedImportOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[ImportOut]"
class PaginatedJobOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[JobOut]"
class PaginatedLibraryPictureOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[LibraryPictureOut]"
class PaginatedNotificationOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[NotificationOut]"
class PaginatedPresetOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[PresetOut]"
class PaginatedProductOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[ProductOut]"
class PaginatedProjectOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[ProjectOut]"
class PaginatedRenderOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[RenderOut]"
class PaginatedSentOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[SentOut]"
class PaginatedWebhookOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[WebhookOut]"
class PaginatedWorkspaceOutList(TypedDict):
    next: NotRequired["str"]
    previous: NotRequired["str"]
    results: "list[WorkspaceOut]"
class PartFoundOut(TypedDict):
    what: "str"
    source_type: "str"
    in_words: "str"
    with_ai: "bool"
    maker: "str"
    model: "str"
class PartRightsOut(TypedDict):
    kind: "str"
    term: "TermOut"
    maker: "str"
    model: "str"
    prompts: "list[str]"
    prompt_by_person: "bool"
    made_of: "list[RightsSourceOut]"
    licence: "LicenceOut"
    cost: "RightsCostOut | None"
class PatchedBrandKitChangeIn(TypedDict):
    name: NotRequired["str"]
    colours: NotRequired["list[str]"]
    font: NotRequired["FontEnum | BlankEnum"]
    tone: NotRequired["str"]
    banned_words: NotRequired["list[str]"]
    call_to_action: NotRequired["str"]
    pronunciations: NotRequired["list[Pronunciation]"]
class PatchedCharacterIn(TypedDict):
    name: NotRequired["str"]
    description: NotRequired["str"]
    voice: NotRequired["str"]
class PatchedCommentChangeIn(TypedDict):
    text: NotRequired["str"]
    version: NotRequired["int"]
class PatchedMusicIn(TypedDict):
    on: NotRequired["bool"]
    volume_db: NotRequired["float"]
    composed: NotRequired["bool"]
class PatchedPhotoChangeIn(TypedDict):
    alt: NotRequired["str"]
    cutout: NotRequired["CutoutEnum"]
    version: NotRequired["str"]
class PatchedPlanIn(TypedDict):
    assignee: NotRequired["str | None"]
    due: NotRequired["str | None"]
    tags: NotRequired["list[str]"]
class PatchedPresetChangeIn(TypedDict):
    mode: NotRequired["ModeEnum"]
    style: NotRequired["StyleEnum"]
    duration: NotRequired["float"]
    aspect: NotRequired["AspectEnum"]
    resolution: NotRequired["ResolutionEnum"]
    language: NotRequired["str"]
    voice: NotRequired["str"]
    captions: NotRequired["bool"]
    caption_look: NotRequired["CaptionLookEnum | BlankEnum"]
    accents: NotRequired["AccentsEnum | BlankEnum"]
    signs: NotRequired["bool"]
    keep_product: NotRequired["bool"]
    call_to_action: NotRequired["str"]
    name: NotRequired["str"]
    music_on: NotRequired["bool"]
    stop_at: NotRequired["StopAtEnum | BlankEnum"]
    brand_kit: NotRequired["int | None"]
    is_default: NotRequired["bool"]
class PatchedProductChangeIn(TypedDict):
    name: NotRequired["str"]
    description: NotRequired["str"]
    selling_points: NotRequired["list[str]"]
    audience: NotRequired["str"]
    price: NotRequired["str | None"]
    currency: NotRequired["str"]
    sku: NotRequired["str"]
    vendor: NotRequired["str"]
    category: NotRequired["str"]
    version: NotRequired["str"]
class PatchedProjectChangeIn(TypedDict):
    title: NotRequired["str"]
    mode: NotRequired["ModeEnum"]
    style: NotRequired["StyleEnum"]
    duration: NotRequired["float"]
    aspect: NotRequired["AspectEnum"]
    resolution: NotRequired["ResolutionEnum"]
    language: NotRequired["str"]
    voice: NotRequired["str"]
    captions: NotRequired["bool"]
    caption_look: NotRequired["CaptionLookEnum | BlankEnum"]
    accents: NotRequired["AccentsEnum | BlankEnum"]
    signs: NotRequired["bool"]
    keep_product: NotRequired["bool"]
    call_to_action: NotRequired["str"]
    brand_kit: NotRequired["int | None"]
    seed: NotRequired["int"]
    version: NotRequired["int"]
class PatchedSceneChangeIn(TypedDict):
    text: NotRequired["str"]
    duration: NotRequired["float"]
    headline: NotRequired["str"]
    detail: NotRequired["str"]
    visual_prompt: NotRequired["str"]
    motion_prompt: NotRequired["str"]
    transition: NotRequired["TransitionEnum"]
    speaker: NotRequired["int | None"]
    version: NotRequired["int"]
class PatchedWebhookChangeIn(TypedDict):
    url: NotRequired["str"]
    events: NotRequired["list[EventsEnum]"]
    is_on: NotRequired["bool"]
class PhotoAddressIn(TypedDict):
    url: "str"
    alt: NotRequired["str"]
class PhotoChoiceIn(TypedDict):
    photo: "int | None"
class PhotoIn(TypedDict):
    file: "str"
    alt: NotRequired["str"]
class PhotoOrderIn(TypedDict):
    order: "list[int]"
class PhotoOut(TypedDict):
    id: "int"
    position: "int"
    alt: "str"
    url: "str | None"
    cutout: "str"
    mask: "str | None"
    version: "str"
class PlaceIn(TypedDict):
    x: "float"
    y: "float"
    scale: NotRequired["float"]
class PlacesIn(TypedDict):
    words: NotRequired["PlaceIn | None"]
    product: NotRequired["PlaceIn | None"]
    ratio: NotRequired["str"]
class PresetIn(TypedDict):
    mode: NotRequired["ModeEnum"]
    style: NotRequired["StyleEnum"]
    duration: NotRequired["float"]
    aspect: NotRequired["AspectEnum"]
    resolution: NotRequired["ResolutionEnum"]
    language: NotRequired["str"]
    voice: NotRequired["str"]
    captions: NotRequired["bool"]
    caption_look: NotRequired["CaptionLookEnum | BlankEnum"]
    accents: NotRequired["AccentsEnum | BlankEnum"]
    signs: NotRequired["bool"]
    keep_product: NotRequired["bool"]
    call_to_action: NotRequired["str"]
    name: "str"
    music_on: NotRequired["bool"]
    stop_at: NotRequired["StopAtEnum | BlankEnum"]
    brand_kit: NotRequired["int | None"]
    is_default: NotRequired["bool"]
    workspace: NotRequired["str"]
class PresetOut(TypedDict):
    id: "int"
    workspace: "str"
    name: "str"
    is_default: "bool"
    mode: "ModeEnum"
    style: "StyleEnum"
    duration: "float"
    aspect: "AspectEnum"
    resolution: "ResolutionEnum"
    language: "str"
    voice: "str"
    captions: "bool"
    caption_look: "str"
    accents: "str"
    signs: "bool"
    keep_product: "bool"
    music_on: "bool"
    call_to_action: "str"
    stop_at: "str"
    brand_kit: "int | None"
    created: "str"
    updated: "str"
class ProductIn(TypedDict):
    name: "str"
    description: NotRequired["str"]
    selling_points: NotRequired["list[str]"]
    audience: NotRequired["str"]
    price: NotRequired["str | None"]
    currency: NotRequired["str"]
    sku: NotRequired["str"]
    vendor: NotRequired["str"]
    category: NotRequired["str"]
class ProductOut(TypedDict):
    id: "int"
    workspace: "str"
    handle: "str"
    name: "str"
    description: "str"
    selling_points: "list[str]"
    audience: "str"
    price: "str | None"
    price_label: "str"
    currency: "str"
    sku: "str"
    vendor: "str"
    category: "str"
    photos: "list[PhotoOut]"
    version: "str"
    created: "str"
    updated: "str"
class ProjectDetail(TypedDict):
    id: "int"
    workspace: "str"
    title: "str"
    source: "SourceEnum"
    product: "int | None"
    state: "ProjectState"
    problem: "str"
    mode: "ModeEnum"
    style: "StyleEnum"
    duration: "float"
    duration_ms: "int"
    aspect: "AspectEnum"
    resolution: "ResolutionEnum"
    language: "str"
    board_version: "int"
    poster: "str | None"
    created: "str"
    updated: "str"
    archived: "str | None"
    submission: "SubmissionOut | None"
    approved_at: "str | None"
    approved_by: "str | None"
    assignee: NotRequired["str | None"]
    due: "str | None"
    is_overdue: "bool"
    tags: "list[str]"
    prompt: "str"
    script: "str"
    voice: "str"
    captions: "bool"
    caption_look: "CaptionLookEnum | BlankEnum"
    accents: "AccentsEnum | BlankEnum"
    signs: "bool"
    keep_product: "bool"
    call_to_action: "str"
    brand_kit: "int | None"
    seed: "int"
    music_on: "bool"
    total_ms: "int"
    off_by_ms: "int"
    stale_pictures: "list[StalePictureOut]"
    scenes: "list[SceneOut]"
class ProjectOut(TypedDict):
    id: "int"
    workspace: "str"
    title: "str"
    source: "SourceEnum"
    product: "int | None"
    state: "ProjectState"
    problem: "str"
    mode: "ModeEnum"
    style: "StyleEnum"
    duration: "float"
    duration_ms: "int"
    aspect: "AspectEnum"
    resolution: "ResolutionEnum"
    language: "str"
    board_version: "int"
    poster: "str | None"
    created: "str"
    updated: "str"
    archived: "str | None"
    submission: "SubmissionOut | None"
    approved_at: "str | None"
    approved_by: "str | None"
    assignee: NotRequired["str | None"]
    due: "str | None"
    is_overdue: "bool"
    tags: "list[str]"
class Pronunciation(TypedDict):
    written: "str"
    spoken: "str"
class RatiosIn(TypedDict):
    ratios: "list[str]"
class ReadOut(TypedDict):
    read: "int"
class RefusalsIn(TypedDict):
    refusals: "dict[str, Literal['stop', 'next']]"
class RefusalsOut(TypedDict):
    refusals: "dict[str, Literal['stop', 'next']]"
class RenderDetail(TypedDict):
    id: "int"
    kind: "RenderKind"
    project: "int"
    job: "int | None"
    aspect: "str"
    state: "RenderState"
    note: "str"
    duration: "float"
    duration_ms: "int"
    frames: "int"
    width: "int"
    height: "int"
    loudness: "float | None"
    digest: "str"
    video: "str | None"
    poster: "str | None"
    srt: "str | None"
    vtt: "str | None"
    package: "str | None"
    decided: "str | None"
    created: "str"
    report: "dict[str, Any]"
    spec: "dict[str, Any]"
class RenderOut(TypedDict):
    id: "int"
    kind: "RenderKind"
    project: "int"
    job: "int | None"
    aspect: "str"
    state: "RenderState"
    note: "str"
    duration: "float"
    duration_ms: "int"
    frames: "int"
    width: "int"
    height: "int"
    loudness: "float | None"
    digest: "str"
    video: "str | None"
    poster: "str | None"
    srt: "str | None"
    vtt: "str | None"
    package: "str | None"
    decided: "str | None"
    created: "str"
class RestoredOut(TypedDict):
    changed: "bool"
class RetryIn(TypedDict):
    rows: NotRequired["list[int]"]
class ReviewStageIn(TypedDict):
    name: "str"
    role: NotRequired["DecidingRole"]
    person: NotRequired["str | None"]
    days: NotRequired["int | None"]
class ReviewStageOut(TypedDict):
    position: "int"
    name: "str"
    role: "DecidingRole"
    person: NotRequired["str | None"]
    days: "int | None"
class ReviewStagesIn(TypedDict):
    stages: "list[ReviewStageIn]"
class ReviewStepOut(TypedDict):
    position: "int"
    name: "str"
    role: "DecidingRole"
    person: NotRequired["str | None"]
    state: "ReviewStepOutStateEnum"
    due: "str | None"
    decided: "str | None"
    decided_by: NotRequired["str | None"]
    note: "str"
class RightsCostOut(TypedDict):
    known: "bool"
    sums: "list[RightsMoneyOut]"
class RightsMoneyOut(TypedDict):
    amount: "str"
    currency: "str"
class RightsSheetOut(TypedDict):
    title: "str"
    film: "str"
    digest: "str"
    term: "TermOut"
    label: "str"
    decisions: "list[DecisionOut]"
    scenes: "list[SceneRightsOut]"
    music: "PartRightsOut | None"
    writing: "list[WritingRightsOut]"
    fonts: "list[LicenceOut]"
    cost: "RightsCostOut"
    project_cost: "RightsCostOut"
class RightsSourceOut(TypedDict):
    what: "str"
    name: "str"
    sha256: "str"
    licence: "LicenceOut"
class SceneFoundOut(TypedDict):
    scene: "int"
    start_ms: "int"
    end_ms: "int"
    picture: "PartFoundOut"
    voice: "PartFoundOut | None"
class SceneOut(TypedDict):
    id: "int"
    scene_index: "int"
    beat: "BeatEnum"
    duration: "float"
    duration_ms: "int"
    text: "str"
    speaker: "str"
    visual_prompt: "str"
    motion_prompt: "str"
    transition: "TransitionEnum"
    static: "bool"
    headline: "str"
    detail: "str"
    image: "str | None"
    spoken: "SpokenOut | None"
    narration: "NarrationOut | None"
    notes: "Any"
    focus_x: "float | None"
    focus_y: "float | None"
    photo: "str"
    placement: "Any"
    takes: "int"
    status: "StatusEnum"
    problem: "str"
    version: "int"
class SceneRightsOut(TypedDict):
    scene: "int"
    start_ms: "int"
    end_ms: "int"
    picture: "PartRightsOut"
    voice: "PartRightsOut | None"
class ScriptIn(TypedDict):
    title: NotRequired["str"]
    mode: NotRequired["ModeEnum"]
    style: NotRequired["StyleEnum"]
    duration: NotRequired["float"]
    aspect: NotRequired["AspectEnum"]
    resolution: NotRequired["ResolutionEnum"]
    language: NotRequired["str"]
    voice: NotRequired["str"]
    captions: NotRequired["bool"]
    caption_look: NotRequired["CaptionLookEnum | BlankEnum"]
    accents: NotRequired["AccentsEnum | BlankEnum"]
    signs: NotRequired["bool"]
    keep_product: NotRequired["bool"]
    call_to_action: NotRequired["str"]
    product_id: NotRequired["int"]
    product: NotRequired["ProductIn"]
    prompt: NotRequired["str"]
    script: NotRequired["str"]
    workspace: NotRequired["str"]
    stop_at: NotRequired["StopAtEnum"]
class ScriptPreviewIn(TypedDict):
    script: "str"
    language: NotRequired["str"]
class ScriptPreviewOut(TypedDict):
    format: "str"
    title: "str"
    scenes: "list[ScriptSceneOut]"
    speakers: "list[str]"
    narrator: "bool"
    pictures: "int"
    seconds: "float"
    left_out: "list[LeftOutPartOut]"
    left_out_count: "int"
class ScriptSceneOut(TypedDict):
    heading: "str"
    seen: "str"
    lines: "list[SpokenLineOut]"
    on_screen: "list[str]"
    seconds: "float"
    words_seconds: "float"
    is_too_short: "bool"
class SentOut(TypedDict):
    id: "int"
    webhook: "int"
    message_id: "str"
    event: "str"
    state: "SentOutStateEnum"
    tries: "int"
    status: "int | None"
    answer: "str"
    took_ms: "int | None"
    next_try: "str | None"
    created: "str"
    finished: "str | None"
    body: "str"
class ShopProductOut(TypedDict):
    name: "str"
    description: "str"
    selling_points: "list[str]"
    price: "str"
    currency: "str"
    sku: "str"
    vendor: "str"
    category: "str"
    images: "list[str]"
    source: "str"
class SignIn(TypedDict):
    username: "str"
    password: "str"
    name: NotRequired["str"]
    scopes: NotRequired["list[SignInScopesEnum]"]
    days: NotRequired["int"]
    cap: NotRequired["str"]
class SpentOut(TypedDict):
    key: "str | None"
    currency: "str"
    cost: "str"
    calls: "int"
    unknown: "int"
    possibly_charged: "int"
class SpokenLineOut(TypedDict):
    speaker: "str"
    text: "str"
class SpokenOut(TypedDict):
    voice_ms: "int"
    scene_ms: "int"
    over_ms: "int"
    is_stale: "bool"
    is_own: "bool"
class StageOut(TypedDict):
    name: "str"
    state: "StepState"
    starts_at: "int"
    ends_at: "int"
    error: "str"
    started: "str | None"
    finished: "str | None"
    steps: "list[StepOut]"
class StalePictureOut(TypedDict):
    scene: "int"
    scene_index: "int"
    says: "str"
    differences: "list[str]"
class StartedOut(TypedDict):
    id: "int"
    project: "int"
    status: "str"
    links: "LinksOut"
class StepOut(TypedDict):
    key: "str"
    label: "str"
    talent: "str"
    provider: "str"
    state: "StepState"
    progress: "int"
    attempts: "int"
    scene: "int | None"
    error: "str"
    seconds: "float | None"
    started: "str | None"
    finished: "str | None"
class StopIn(TypedDict):
    stop_at: NotRequired["StopAtEnum"]
class SubmissionOut(TypedDict):
    id: "int"
    digest: "str"
    state: "SubmissionState"
    note: "str"
    submitted_by: NotRequired["str | None"]
    decided_by: NotRequired["str | None"]
    created: "str"
    decided: "str | None"
    stages: "list[ReviewStepOut]"
class SubmitIn(TypedDict):
    accept_stale: NotRequired["bool"]
class SummaryOut(TypedDict):
    id: "int"
    kind: "str"
    project: "int"
    state: NotRequired["JobState"]
    progress: NotRequired["int"]
    stage: NotRequired["str"]
    message: NotRequired["str"]
    error: NotRequired["str"]
    eta_s: "int | None"
    is_over: "bool"
    last_event: NotRequired["int"]
class TakeOut(TypedDict):
    id: "int"
    scene: "int"
    kind: "TakeOutKindEnum"
    picked: "bool"
    origin: "str"
    note: "str"
    duration: "float | None"
    over_ms: "int | None"
    url: "str | None"
    created: "str"
class TermOut(TypedDict):
    source_type: "str"
    in_words: "str"
    with_ai: "bool"
class TokenOut(TypedDict):
    token: "str"
class UnderstoodOut(TypedDict):
    source: "str"
    subject: "str"
    offer: "str"
    code: "str"
    date: "str"
    price: "str"
    place: "str"
    contact: "str"
    items: "list[str]"
    says: "list[str]"
    audience: "str"
    tone: "str"
    avoid: "list[str]"
    settings: "dict[str, Any]"
    left_out: "list[LeftOutOfPromptOut]"
    notices: "list[str]"
class VerdictOut(TypedDict):
    project: "int"
    title: "str"
    approved: "bool"
    error: "str"
class VerdictsOut(TypedDict):
    boards: "list[VerdictOut]"
class VersionIn(TypedDict):
    name: "str"
class VersionOut(TypedDict):
    id: "int"
    project: "int"
    name: "str"
    by: "str | None"
    texts: "list[str]"
    created: "str"
class VoiceOut(TypedDict):
    name: "str"
    label: "str"
    language: "str"
    gender: "str"
class WebhookOut(TypedDict):
    id: "int"
    workspace: "str"
    url: "str"
    events: "list[str]"
    is_on: "bool"
    old_until: "str | None"
    created: "str"
class WebhookSecretOut(TypedDict):
    id: "int"
    workspace: "str"
    url: "str"
    events: "list[str]"
    is_on: "bool"
    old_until: "str | None"
    created: "str"
    secret: "str"
class WhichEditIn(TypedDict):
    edit: NotRequired["int"]
class WorkspaceOut(TypedDict):
    slug: "str"
    name: "str"
    role: "str"
    self_approval: "bool"
    token_approval: "bool"
    must_be_signed: "bool"
    ai_label: "str"
    created: "str"
class WritingRightsOut(TypedDict):
    what: "str"
    maker: "str"
    prompts: "list[str]"
    cost: "RightsCostOut"
class Refusal(TypedDict):
    error: "dict[str, Any]"
class Problem(TypedDict):
    type: "str"
    title: "str"
    status: "int"
    detail: "str"
    instance: NotRequired["str"]
    code: "str"
    field: NotRequired["str"]
    request_id: "str"
# {name of a call: (its method, its path below /api/v1/)}
CALLS: dict[str, tuple[str, str]] = {
    "answer_schema_retrieve": ("GET", "schema/{name}.json"),
    "batches_approve_create": ("POST", "batches/{id}/approve/"),
    "batches_cancel_create": ("POST", "batches/{id}/cancel/"),
    "batches_create": ("POST", "batches/"),
    "batches_illustrate_create": ("POST", "batches/{id}/illustrate/"),
    "batches_list": ("GET", "batches/"),
    "batches_retrieve": ("GET", "batches/{id}/"),
    "batches_retry_create": ("POST", "batches/{id}/retry/"),
    "batches_rows_list": ("GET", "batches/{id}/rows/"),
    "batches_videos_retrieve": ("GET", "batches/{id}/videos/"),
    "brand_kits_create": ("POST", "brand-kits/"),
    "brand_kits_list": ("GET", "brand-kits/"),
    "brand_kits_logo_destroy": ("DELETE", "brand-kits/{id}/logo/"),
    "brand_kits_logo_update": ("PUT", "brand-kits/{id}/logo/"),
    "brand_kits_partial_update": ("PATCH", "brand-kits/{id}/"),
    "brand_kits_retrieve": ("GET", "brand-kits/{id}/"),
    "budgets_destroy": ("DELETE", "budgets/{period}/"),
    "budgets_list": ("GET", "budgets/"),
    "budgets_members_list": ("GET", "budgets/members/"),
    "budgets_members_update": ("PUT", "budgets/members/{username}/"),
    "budgets_update": ("PUT", "budgets/{period}/"),
    "characters_destroy": ("DELETE", "characters/{id}/"),
    "characters_mouth_destroy": ("DELETE", "characters/{id}/mouth/"),
    "characters_mouth_update": ("PUT", "characters/{id}/mouth/"),
    "characters_partial_update": ("PATCH", "characters/{id}/"),
    "characters_portrait_create": ("POST", "characters/{id}/portrait/"),
    "characters_portrait_destroy": ("DELETE", "characters/{id}/portrait/"),
    "characters_retrieve": ("GET", "characters/{id}/"),
    "comments_destroy": ("DELETE", "comments/{id}/"),
    "comments_partial_update": ("PATCH", "comments/{id}/"),
    "comments_reopen_create": ("POST", "comments/{id}/reopen/"),
    "comments_resolve_create": ("POST", "comments/{id}/resolve/"),
    "comments_restore_create": ("POST", "comments/{id}/restore/"),
    "comments_retrieve": ("GET", "comments/{id}/"),
    "costs_correct_create": ("POST", "costs/{id}/correct/"),
    "costs_list": ("GET", "costs/"),
    "costs_summary_retrieve": ("GET", "costs/summary/"),
    "generate_script_create": ("POST", "generate/script/"),
    "guest_links_destroy": ("DELETE", "guest-links/{id}/"),
    "imports_cancel_create": ("POST", "imports/{id}/cancel/"),
    "imports_create": ("POST", "imports/"),
    "imports_list": ("GET", "imports/"),
    "imports_report_retrieve": ("GET", "imports/{id}/report/"),
    "imports_retrieve": ("GET", "imports/{id}/"),
    "imports_rows_retrieve": ("GET", "imports/{id}/rows/"),
    "jobs_cancel_create": ("POST", "jobs/{id}/cancel/"),
    "jobs_events_retrieve": ("GET", "jobs/{id}/events/"),
    "jobs_list": ("GET", "jobs/"),
    "jobs_retrieve": ("GET", "jobs/{id}/"),
    "jobs_retry_create": ("POST", "jobs/{id}/retry/"),
    "jobs_steps_give_up_create": ("POST", "jobs/{id}/steps/{key}/give-up/"),
    "jobs_steps_send_again_create": ("POST", "jobs/{id}/steps/{key}/send-again/"),
    "jobs_stream_retrieve": ("GET", "jobs/{id}/stream/"),
    "notifications_choices_list": ("GET", "notifications/choices/"),
    "notifications_choices_update": ("PUT", "notifications/choices/"),
    "notifications_list": ("GET", "notifications/"),
    "notifications_read_all_create": ("POST", "notifications/read-all/"),
    "notifications_read_create": ("POST", "notifications/{id}/read/"),
    "photos_destroy": ("DELETE", "photos/{id}/"),
    "photos_mask_destroy": ("DELETE", "photos/{id}/mask/"),
    "photos_mask_update": ("PUT", "photos/{id}/mask/"),
    "photos_partial_update": ("PATCH", "photos/{id}/"),
    "pictures_list": ("GET", "pictures/"),
    "presets_create": ("POST", "presets/"),
    "presets_destroy": ("DELETE", "presets/{id}/"),
    "presets_list": ("GET", "presets/"),
    "presets_partial_update": ("PATCH", "presets/{id}/"),
    "presets_retrieve": ("GET", "presets/{id}/"),
    "products_bring_back_create": ("POST", "products/{id}/bring-back/"),
    "products_create": ("POST", "products/"),
    "products_deleted_list": ("GET", "products/deleted/"),
    "products_destroy": ("DELETE", "products/{id}/"),
    "products_list": ("GET", "products/"),
    "products_look_up_create": ("POST", "products/look-up/"),
    "products_partial_update": ("PATCH", "products/{id}/"),
    "products_photos_create": ("POST", "products/{id}/photos/"),
    "products_photos_fetch_create": ("POST", "products/{id}/photos/fetch/"),
    "products_photos_order_update": ("PUT", "products/{id}/photos/order/"),
    "products_retrieve": ("GET", "products/{id}/"),
    "projects_approve_create": ("POST", "projects/{id}/approve/"),
    "projects_archive_create": ("POST", "projects/{id}/archive/"),
    "projects_ask_changes_create": ("POST", "projects/{id}/ask-changes/"),
    "projects_balance_create": ("POST", "projects/{id}/balance/"),
    "projects_bring_back_create": ("POST", "projects/{id}/bring-back/"),
    "projects_budget_destroy": ("DELETE", "projects/{id}/budget/"),
    "projects_budget_update": ("PUT", "projects/{id}/budget/"),
    "projects_characters_create": ("POST", "projects/{id}/characters/"),
    "projects_characters_list": ("GET", "projects/{id}/characters/"),
    "projects_comments_create": ("POST", "projects/{id}/comments/"),
    "projects_comments_list": ("GET", "projects/{id}/comments/"),
    "projects_create": ("POST", "projects/"),
    "projects_deleted_list": ("GET", "projects/deleted/"),
    "projects_destroy": ("DELETE", "projects/{id}/"),
    "projects_duplicate_create": ("POST", "projects/{id}/duplicate/"),
    "projects_edits_redo_create": ("POST", "projects/{id}/edits/redo/"),
    "projects_edits_retrieve": ("GET", "projects/{id}/edits/"),
    "projects_edits_undo_create": ("POST", "projects/{id}/edits/undo/"),
    "projects_estimate_retrieve": ("GET", "projects/{id}/estimate/"),
    "projects_fit_words_create": ("POST", "projects/{id}/fit-words/"),
    "projects_generate_create": ("POST", "projects/{id}/generate/"),
    "projects_guest_links_create": ("POST", "projects/{id}/guest-links/"),
    "projects_guest_links_list": ("GET", "projects/{id}/guest-links/"),
    "projects_history_list": ("GET", "projects/{id}/history/"),
    "projects_illustrate_create": ("POST", "projects/{id}/illustrate/"),
    "projects_list": ("GET", "projects/"),
    "projects_mend_pictures_create": ("POST", "projects/{id}/mend-pictures/"),
    "projects_music_compose_create": ("POST", "projects/{id}/music/compose/"),
    "projects_music_partial_update": ("PATCH", "projects/{id}/music/"),
    "projects_music_retrieve": ("GET", "projects/{id}/music/"),
    "projects_music_upload_create": ("POST", "projects/{id}/music/upload/"),
    "projects_partial_update": ("PATCH", "projects/{id}/"),
    "projects_plan_partial_update": ("PATCH", "projects/{id}/plan/"),
    "projects_preview_create": ("POST", "projects/{id}/preview/"),
    "projects_ratios_create": ("POST", "projects/{id}/ratios/"),
    "projects_render_create": ("POST", "projects/{id}/render/"),
    "projects_retrieve": ("GET", "projects/{id}/"),
    "projects_scenes_create": ("POST", "projects/{id}/scenes/"),
    "projects_scenes_list": ("GET", "projects/{id}/scenes/"),
    "projects_scenes_order_update": ("PUT", "projects/{id}/scenes/order/"),
    "projects_submit_create": ("POST", "projects/{id}/submit/"),
    "projects_trash_list": ("GET", "projects/{id}/trash/"),
    "projects_unarchive_create": ("POST", "projects/{id}/unarchive/"),
    "projects_undo_create": ("POST", "projects/{id}/undo/"),
    "projects_versions_create": ("POST", "projects/{id}/versions/"),
    "projects_versions_list": ("GET", "projects/{id}/versions/"),
    "projects_withdraw_create": ("POST", "projects/{id}/withdraw/"),
    "render_spec_retrieve": ("GET", "schema/render-spec.json"),
    "renders_accept_create": ("POST", "renders/{id}/accept/"),
    "renders_disclosures_list": ("GET", "renders/{id}/disclosures/"),
    "renders_list": ("GET", "renders/"),
    "renders_package_create": ("POST", "renders/{id}/package/"),
    "renders_reject_create": ("POST", "renders/{id}/reject/"),
    "renders_retrieve": ("GET", "renders/{id}/"),
    "renders_rights_retrieve": ("GET", "renders/{id}/rights/"),
    "root_retrieve": ("GET", ""),
    "scenes_destroy": ("DELETE", "scenes/{id}/"),
    "scenes_duplicate_create": ("POST", "scenes/{id}/duplicate/"),
    "scenes_fit_words_create": ("POST", "scenes/{id}/fit-words/"),
    "scenes_focus_update": ("PUT", "scenes/{id}/focus/"),
    "scenes_library_update": ("PUT", "scenes/{id}/library/"),
    "scenes_merge_create": ("POST", "scenes/{id}/merge/"),
    "scenes_move_create": ("POST", "scenes/{id}/move/"),
    "scenes_partial_update": ("PATCH", "scenes/{id}/"),
    "scenes_photo_update": ("PUT", "scenes/{id}/photo/"),
    "scenes_photos_list": ("GET", "scenes/{id}/photos/"),
    "scenes_places_update": ("PUT", "scenes/{id}/places/"),
    "scenes_regenerate_create": ("POST", "scenes/{id}/regenerate/"),
    "scenes_restore_create": ("POST", "scenes/{id}/restore/"),
    "scenes_retrieve": ("GET", "scenes/{id}/"),
    "scenes_split_create": ("POST", "scenes/{id}/split/"),
    "scenes_takes_list": ("GET", "scenes/{id}/takes/"),
    "scenes_upload_create": ("POST", "scenes/{id}/upload/{kind}/"),
    "scripts_preview_create": ("POST", "scripts/preview/"),
    "takes_pick_create": ("POST", "takes/{id}/pick/"),
    "token_create": ("POST", "token/"),
    "verify_create": ("POST", "verify/"),
    "versions_destroy": ("DELETE", "versions/{id}/"),
    "versions_restore_create": ("POST", "versions/{id}/restore/"),
    "voices_list": ("GET", "voices/"),
    "webhook_deliveries_replay_create": ("POST", "webhook-deliveries/{id}/replay/"),
    "webhooks_create": ("POST", "webhooks/"),
    "webhooks_deliveries_list": ("GET", "webhooks/{id}/deliveries/"),
    "webhooks_destroy": ("DELETE", "webhooks/{id}/"),
    "webhooks_list": ("GET", "webhooks/"),
    "webhooks_partial_update": ("PATCH", "webhooks/{id}/"),
    "webhooks_retrieve": ("GET", "webhooks/{id}/"),
    "webhooks_rotate_create": ("POST", "webhooks/{id}/rotate/"),
    "webhooks_test_create": ("POST", "webhooks/{id}/test/"),
    "workspaces_disclosure_retrieve": ("GET", "workspaces/{slug}/disclosure/"),
    "workspaces_disclosure_update": ("PUT", "workspaces/{slug}/disclosure/"),
    "workspaces_list": ("GET", "workspaces/"),
    "workspaces_members_list": ("GET", "workspaces/{slug}/members/"),
    "workspaces_refusals_retrieve": ("GET", "workspaces/{slug}/refusals/"),
    "workspaces_refusals_update": ("PUT", "workspaces/{slug}/refusals/"),
    "workspaces_review_stages_list": ("GET", "workspaces/{slug}/review-stages/"),
    "workspaces_review_stages_update": ("PUT", "workspaces/{slug}/review-stages/"),
    "workspaces_stream_retrieve": ("GET", "workspaces/{slug}/stream/"),
}

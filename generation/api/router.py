"""Where the endpoints of this app are."""

from generation.api.batches import BatchViewSet
from generation.api.characters import CharacterViewSet, ProjectCharacterViewSet, VoiceViewSet
from generation.api.costs import BudgetViewSet, CostViewSet, ProjectCostViewSet
from generation.api.jobs import GenerateViewSet, JobViewSet, ProjectJobViewSet
from generation.api.music import ProjectMusicViewSet
from generation.api.scripts import ScriptViewSet
from generation.api.streams import JobStreamViewSet, WorkspaceStreamViewSet
from generation.api.takes import SceneTakeViewSet, TakeViewSet
from projects.api.base_router import ApiRouter

router = ApiRouter()
router.register("generate", GenerateViewSet, "generate")
router.register("scripts", ScriptViewSet, "script")
router.register("projects", ProjectJobViewSet, "project-job")
router.register("projects", ProjectCostViewSet, "project-cost")
router.register("projects", ProjectMusicViewSet, "project-music")
router.register("projects", ProjectCharacterViewSet, "project-character")
router.register("scenes", SceneTakeViewSet, "scene")
router.register("takes", TakeViewSet, "take")
router.register("characters", CharacterViewSet, "character")
router.register("voices", VoiceViewSet, "voice")
router.register("jobs", JobStreamViewSet, "job-stream")
router.register("workspaces", WorkspaceStreamViewSet, "workspace-stream")
router.register("jobs", JobViewSet, "job")
router.register("costs", CostViewSet, "cost")
router.register("batches", BatchViewSet, "batch")
router.register("budgets", BudgetViewSet, "budget")

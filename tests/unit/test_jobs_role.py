"""Which role an advertisement describes, one invented ad for each archetype."""

import pytest

from bot.evaluators.jobs.role import UNICORN, read_role, suggest_role
from tests.unit.jobs import document

ADS = {
    "ai_engineer": """
You build LLM features with RAG and AI agents on Claude, with embeddings in pgvector and prompts
that are versioned. You write unit tests, own the CI/CD and the backend APIs in Python.
You run an evaluation harness, guardrails and a fallback for hallucinations in production,
with latency and token cost on a monitoring dashboard, and integrate it with our CRM.
""",
    "ml_engineer": """
You own machine learning end to end: feature engineering, model training in PyTorch and XGBoost,
hyperparameter tuning, recommender systems and computer vision on labelled data. You bring models
to online inference, with MLflow, experiment tracking, drift detection and retraining on GPUs.
""",
    "llm_engineer": """
Fine-tuning of open-weight models with LoRA and RLHF, continued pre-training, our own tokenizer,
quantization for vLLM, distributed training with DeepSpeed. Transformer models from Hugging Face,
inference throughput and LLM evaluation.
""",
    "prompt_engineer": """
You write prompts for ChatGPT and Midjourney, keep our prompt library, refine prompts few-shot and
guard the tone of voice in every system prompt. Copywriting, social media and storytelling.
""",
    "data_engineer": """
You build data pipelines with Airflow, dbt and Spark into our data warehouse on Snowflake,
model star schemas, stream with Kafka, and watch data quality. Strong SQL. Delta Lake.
""",
    "data_scientist": """
You answer business questions with statistics, A/B testing, predictive models and data visualization
in Tableau. Exploratory analysis in R and pandas, regression and random forest, insights for the
board, KPIs that people trust.
""",
    "cognitive_services_integrator": """
You connect Azure Cognitive Services, Form Recognizer, Dialogflow, Copilot Studio and
speech-to-text to SharePoint and Dynamics. Chatbots, connectors, Logic Apps, configuration.
""",
    "researcher": """
PhD in physics. You publish at NeurIPS and ICML, set our research agenda, work on novel algorithms
and their theory, lead a research group, and write grants. Publications are what counts.
""",
}


@pytest.mark.parametrize("slug", ADS)
def test_each_archetype_is_told_from_its_text_alone(slug: str) -> None:
    role = read_role(document(f"Join us in the old harbour\n{ADS[slug]}"))
    assert role.described == slug
    assert (role.title, role.is_mismatch) == ("", False)
    assert all(0 <= score <= 1 for score in role.scores.values())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Senior AI Engineer (m/f/d)", "ai_engineer"),
        ("KI-Entwickler (m/w/d)", "ai_engineer"),
        ("AI/ML Engineer", "ai_engineer"),
        ("Machine Learning Engineer, Search", "ml_engineer"),
        ("LLM Engineer", "llm_engineer"),
        ("Prompt Engineer", "prompt_engineer"),
        ("Data Engineer II", "data_engineer"),
        ("Lead Data Scientist", "data_scientist"),
        ("Cognitive Developer", "cognitive_services_integrator"),
        ("Research Scientist", "researcher"),
        ("AI Ninja", "unicorn"),
        ("Gardener", ""),
    ],
)
def test_titles_name_their_archetype(title: str, slug: str) -> None:
    assert read_role(document(f"{title}\nWe grow roses.")).title == slug


def test_a_title_that_the_text_does_not_keep_is_a_mismatch() -> None:
    ad = document(f"AI Engineer\n{ADS['data_scientist']}")
    role = read_role(ad)
    assert (role.described, role.title, role.is_mismatch) == ("data_scientist", "ai_engineer", True)
    (suggestion,) = suggest_role(ad, role)
    assert suggestion.topic == "role"
    assert suggestion.line == 1
    assert "data scientist" in suggestion.rewrite


def test_a_title_that_fits_gets_no_suggestion() -> None:
    ad = document(f"LLM Engineer\n{ADS['llm_engineer']}")
    role = read_role(ad)
    assert not role.is_mismatch
    assert suggest_role(ad, role) == ()


def test_an_ad_that_asks_for_several_people_is_a_unicorn() -> None:
    ad = document(
        f"AI Engineer\n{ADS['ai_engineer']}{ADS['llm_engineer']}{ADS['data_engineer']}"
        f"{ADS['researcher']}{ADS['data_scientist']}Also React, HTML, iOS and Android."
    )
    role = read_role(ad)
    assert (role.described, role.is_mismatch, role.scores[UNICORN]) == (UNICORN, True, 1.0)
    (suggestion,) = suggest_role(ad, role)
    assert suggestion.topic == "unicorn"
    assert "researcher" in suggestion.problem
    assert "front end" in suggestion.problem
    assert "AI engineer" in suggestion.rewrite


def test_a_unicorn_without_a_title_is_told_what_it_is_closest_to() -> None:
    texts = "".join(ADS[s] for s in ("llm_engineer", "data_engineer", "researcher"))
    ad = document(f"Come\n{texts}{ADS['data_scientist']}{ADS['ml_engineer']}")
    role = read_role(ad)
    assert (role.described, role.is_mismatch) == (UNICORN, False)
    (suggestion,) = suggest_role(ad, role)
    assert "first year" in suggestion.rewrite


def test_a_thin_text_tells_no_role() -> None:
    role = read_role(document("AI Engineer\nWe do AI. Join us."))
    assert (role.described, role.title, role.is_mismatch) == ("", "ai_engineer", False)


def test_company_text_describes_no_role() -> None:
    with_blurb = document(f"Engineer\nAbout us\n{ADS['researcher']}")
    assert read_role(with_blurb).scores["researcher"] == 0.0


def test_a_prompt_role_that_asks_for_engineering_is_less_of_one() -> None:
    plain = read_role(document(ADS["prompt_engineer"])).scores["prompt_engineer"]
    more = ADS["prompt_engineer"] + "Kubernetes and unit tests."
    # two signs against it: 1 - 2 x 0.2 = 0.6 of its score
    assert read_role(document(more)).scores["prompt_engineer"] == pytest.approx(0.6 * plain)


def test_a_sentence_that_names_a_trade_is_no_title() -> None:
    text = "You will sit beside a data engineer.\n" + " ".join(["word"] * 14) + " data engineer"
    assert read_role(document(text)).title == ""

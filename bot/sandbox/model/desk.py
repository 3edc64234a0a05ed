"""Takes a request that was read, lets the brain answer it, and counts the tokens."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.sandbox.model.brains import Brain, ScriptEndedError
from bot.sandbox.model.calls import PrefixCache, tokens
from bot.sandbox.model.damage import damaged
from bot.sandbox.model.exchange import Answer, Asked, Sample
from bot.sandbox.model.faults import TEXTS, Fault
from bot.sandbox.model.prompts import Prompt, written_schema
from bot.sandbox.model.refusals import REFUSALS, ApiRefusalError
from bot.sandbox.model.strict_schema import schema_problem

THOUGHT_TOKENS = 512
"""Of an answer that ends before its first word, when the request sets no limit."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """Where questions become answers."""

    brain: Brain
    """Who answers."""
    reasoning_tokens: int
    """What each sample spends before its first word."""
    context_tokens: int | None
    """The longest prompt that is taken; None is any."""
    clock: Callable[[], float]
    """Seconds since 1970."""
    cache: PrefixCache = field(default_factory=PrefixCache)
    """Prompts that were seen."""
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    """Of the answers."""

    def check(self, asked: Asked) -> None:
        """Refuse what the API would refuse after reading a request.

        Raises:
            ApiRefusalError: 400, for the schema, for JSON that no message speaks of, or because
                the prompt is too long.
        """
        problem = schema_problem(asked.schema) if asked.schema and asked.is_strict else None
        if problem:
            raise ApiRefusalError(
                400,
                f"Invalid schema for the answer: {problem}",
                param=asked.schema_param,
                code="invalid_json_schema",
            )
        is_named = "json" in f"{asked.instructions} {asked.content}".casefold()
        if asked.form == "json_object" and not is_named:
            param = asked.schema_param.removesuffix(".schema")
            message = "Messages must contain the word 'json' to ask for a 'json_object'."
            raise ApiRefusalError(400, message, param=param)
        if self.context_tokens is not None and tokens(_whole(asked)) > self.context_tokens:
            refusal = REFUSALS["context_length"]
            raise ApiRefusalError(refusal.status, refusal.message, code=refusal.code)

    def answer(self, asked: Asked, fault: Fault | None) -> Answer:
        """Answer a request that was checked.

        Args:
            asked: The request.
            fault: Struck by it, if it is one of what the model says.

        Raises:
            ApiRefusalError: 400, the script of a scripted brain has ended.
        """
        whole = _whole(asked)
        samples = tuple(self._sample(asked, index, fault) for index in range(asked.samples))
        thought = self.reasoning_tokens * len(samples)
        written = sum(tokens(sample.text or "") for sample in samples)
        answer = Answer(
            id=f"{next(self.numbers):08x}",
            model=asked.model,
            tier="default" if asked.tier == "auto" else asked.tier,
            at=self.clock(),
            samples=samples,
            prompt_tokens=tokens(whole),
            cached_tokens=self.cache.cached(asked.model, whole),
            output_tokens=thought + written,
            reasoning_tokens=thought,
        )
        return answer if fault is None else _struck(answer, fault, asked)

    def _sample(self, asked: Asked, index: int, fault: Fault | None) -> Sample:
        schema = asked.schema or written_schema(f"{asked.instructions}\n{asked.content}")
        prompt = Prompt(
            instructions=asked.instructions, content=asked.content, schema=schema, sample=index
        )
        try:
            text = self.brain(prompt)
        except ScriptEndedError:
            message = "The script has no answer left."
            raise ApiRefusalError(400, message, code="script_ended") from None
        if fault is not None and fault.kind in TEXTS:
            text = damaged(fault.kind, text, schema)
        if asked.most_tokens is None:
            return Sample(text=text)
        room = max(0, asked.most_tokens - self.reasoning_tokens)
        return Sample(text=text) if tokens(text) <= room else _ended(text, room)


def _whole(asked: Asked) -> str:
    # In the order in which the API reads them: the schema is the first part of the prefix.
    schema = json.dumps(asked.schema) if asked.schema else ""
    return f"{schema}{asked.instructions}{asked.content}"


def _ended(text: str, room: int) -> Sample:
    return Sample(text=text[: room * 4], finish="length")


def _struck(answer: Answer, fault: Fault, asked: Asked) -> Answer:
    """Change what is said around the text."""
    kind = fault.kind
    if kind == "failed":
        return replace(answer, is_failed=True)
    if kind == "no_choices":
        return replace(answer, samples=())
    if kind == "other_model":
        return replace(answer, model=fault.model)
    if kind == "reasoning_only":
        thought = asked.most_tokens or THOUGHT_TOKENS
        silent = tuple(Sample(text="", finish="length") for _ in answer.samples)
        return replace(answer, samples=silent, output_tokens=thought, reasoning_tokens=thought)
    return replace(answer, samples=tuple(_changed(kind, one, asked) for one in answer.samples))


def _changed(kind: str, sample: Sample, asked: Asked) -> Sample:
    text = sample.text or ""
    if kind == "refusal":
        # Models refuse in words of the document, which must not reach a log.
        return Sample(text=None, refusal=f"I cannot help with {asked.content[-60:]}")
    if kind == "null_content":
        return Sample(text=None)
    if kind == "truncation":
        return Sample(text=text[: len(text) // 2], finish="length")
    if kind == "content_filter":
        return Sample(text=text[: len(text) // 3], finish="content_filter")
    return sample

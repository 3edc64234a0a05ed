"""What Slack's own Python models build passes the check."""

from __future__ import annotations

import pytest
from slack_sdk.models.blocks import basic_components as parts
from slack_sdk.models.blocks import block_elements as elements
from slack_sdk.models.blocks import blocks
from slack_sdk.models.views import View

from bot.sandbox.blockkit import check_message, check_view

OPTIONS = [
    parts.Option(text="One", value="1", description="First"),
    parts.Option(text="Two", value="2"),
]
CONFIRM = parts.ConfirmObject(title="Sure?", text="It cannot be undone.", confirm="Yes", deny="No")
BUTTON = elements.ButtonElement(
    text="Go",
    action_id="a_button",
    value="v",
    style="primary",
    confirm=CONFIRM,
    visible_to_user_ids=["U0RHEA"],
    agent_prompt="Prompt",
    agent_prompt_display="Ask",
)
IMAGE = elements.ImageElement(image_url="https://example.org/a.png", alt_text="A chart")
TEXT = elements.RichTextElementParts.Text(
    text="words", style=elements.RichTextElementParts.TextStyle(bold=True)
)
RICH_TEXT = blocks.RichTextBlock(
    elements=[
        elements.RichTextSectionElement(
            elements=[
                TEXT,
                elements.RichTextElementParts.Link(url="https://example.org", text="link"),
                elements.RichTextElementParts.User(user_id="U0RHEA"),
                elements.RichTextElementParts.Channel(channel_id="C0HIRING"),
                elements.RichTextElementParts.UserGroup(usergroup_id="S0PANEL"),
                elements.RichTextElementParts.Team(team_id="T0PLUMB"),
                elements.RichTextElementParts.Emoji(name="wave"),
                elements.RichTextElementParts.Date(timestamp=1_700_000_000, format="{date}"),
                elements.RichTextElementParts.Broadcast(range="here"),
                elements.RichTextElementParts.Color(value="#336699"),
            ]
        ),
        elements.RichTextListElement(
            style="ordered",
            indent=1,
            offset=1,
            border=0,
            elements=[elements.RichTextSectionElement(elements=[TEXT])],
        ),
        elements.RichTextQuoteElement(elements=[TEXT]),
        elements.RichTextPreformattedElement(border=0, elements=[TEXT]),
    ]
)
CARD = blocks.CardBlock(
    title="Title", subtitle="Subtitle", body="Body", icon=IMAGE, hero_image=IMAGE, actions=[BUTTON]
)
TASK = blocks.TaskCardBlock(
    task_id="1",
    title="Read",
    status="complete",
    details=RICH_TEXT,
    output=RICH_TEXT,
    sources=[elements.UrlSourceElement(url="https://example.org", text="Source")],
)
MODELS: list[blocks.Block] = [
    blocks.SectionBlock(text="*hi*", fields=["a", "b"], accessory=BUTTON, expand=True),
    blocks.HeaderBlock(text="Header"),
    blocks.DividerBlock(),
    blocks.ImageBlock(image_url="https://example.org/a.png", alt_text="A chart", title="Title"),
    blocks.ImageBlock(slack_file=parts.SlackFile(id="F1"), alt_text="A chart"),
    blocks.ContextBlock(elements=[parts.MarkdownTextObject(text="m"), IMAGE]),
    blocks.ActionsBlock(
        elements=[
            BUTTON,
            elements.OverflowMenuElement(action_id="b", options=OPTIONS),
            elements.StaticSelectElement(action_id="c", options=OPTIONS, initial_option=OPTIONS[0]),
            elements.StaticMultiSelectElement(
                action_id="d", option_groups=[parts.OptionGroup(label="Group", options=OPTIONS)]
            ),
            elements.CheckboxesElement(action_id="e", options=OPTIONS, initial_options=OPTIONS[1:]),
            elements.RadioButtonsElement(action_id="f", options=OPTIONS, confirm=CONFIRM),
            elements.DatePickerElement(action_id="g", initial_date="2026-11-24"),
            elements.TimePickerElement(action_id="h", initial_time="10:00"),
            elements.DateTimePickerElement(action_id="i", initial_date_time=1_700_000_000),
            elements.UserSelectElement(action_id="j", placeholder="Who"),
            elements.UserMultiSelectElement(action_id="k", max_selected_items=2),
            elements.ConversationSelectElement(
                action_id="l", filter=elements.ConversationFilter(include=["private"])
            ),
            elements.ChannelSelectElement(action_id="m"),
            elements.ExternalDataSelectElement(action_id="n", min_query_length=2),
        ]
    ),
    RICH_TEXT,
    blocks.MarkdownBlock(text="**hi**"),
    blocks.TableBlock(
        rows=[[{"type": "raw_text", "text": "cell"}]], column_settings=[{"align": "left"}]
    ),
    CARD,
    blocks.CarouselBlock(elements=[CARD]),
    blocks.ContainerBlock(title="Title", child_blocks=[blocks.DividerBlock()], width="wide"),
    blocks.ContextActionsBlock(
        elements=[
            elements.FeedbackButtonsElement(
                action_id="a",
                positive_button=parts.FeedbackButtonObject(text="Good", value="1"),
                negative_button=parts.FeedbackButtonObject(text="Bad", value="0"),
            ),
            elements.IconButtonElement(action_id="b", icon="trash", text="Delete"),
        ]
    ),
    TASK,
    blocks.PlanBlock(title="Plan", tasks=[TASK]),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_a_model_of_the_sdk_passes(model: blocks.Block) -> None:
    assert check_message({"text": "Words", "blocks": [model.to_dict()]}) == []


def test_a_modal_of_the_sdk_passes() -> None:
    inputs = [
        elements.PlainTextInputElement(
            action_id="a",
            multiline=True,
            max_length=3000,
            placeholder="Words",
            dispatch_action_config=parts.DispatchActionConfig(
                trigger_actions_on=["on_enter_pressed"]
            ),
        ),
        elements.EmailInputElement(action_id="b"),
        elements.NumberInputElement(action_id="c", is_decimal_allowed=True, min_value="1"),
        elements.UrlInputElement(action_id="d"),
        elements.FileInputElement(action_id="e", filetypes=["pdf"], max_files=3),
        elements.RichTextInputElement(action_id="f"),
    ]
    view = View(
        type="modal",
        title="Title",
        submit="Send",
        close="Leave",
        callback_id="c",
        private_metadata="m",
        external_id="e",
        clear_on_close=True,
        notify_on_close=True,
        blocks=[
            *(blocks.InputBlock(label="Label", hint="Hint", element=item) for item in inputs),
            blocks.AlertBlock(text="Careful", level="info"),
        ],
    )
    assert check_view(view.to_dict()) == []

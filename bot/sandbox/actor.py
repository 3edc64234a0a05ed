"""What a person can do in Slack, as Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox import commands, rooms, speaking
from bot.sandbox.core import Core, Outcome
from bot.sandbox.people import User
from bot.sandbox.pressing import Place, Pressed, press
from bot.sandbox.seen import screen
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.submitting import close_modal, submit


@dataclass(frozen=True, slots=True)
class Person:
    """One of the five people, at their screen.

    Every act returns an Outcome; nothing raises for what Slack would show on the screen.
    """

    core: Core
    """The running sandbox."""
    id: str
    """Such as U0RHEA."""

    @property
    def user(self) -> User:
        """The person's account."""
        return self.core.workspace.users[self.id]

    def sees(self) -> Json:
        """Return what is on this person's screen: the answer of /sandbox/state."""
        return screen(self.core, self.id)

    def message(
        self,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Outcome:
        """Write a message, with files if wanted.

        Args:
            channel: Id, or name with or without #.
            text: As stored: mentions are `<@U0PLUM>`; `@plumbline` becomes one.
            thread_ts: The parent, for a reply.
            files: Names and bytes.
        """
        return _attempt(lambda: speaking.say(self.core, self.id, (channel, thread_ts), text, files))

    def command(self, channel: str, text: str) -> Outcome:
        """Run a slash command, such as `/hire cv`, and wait for the app's ack.

        Args:
            channel: Id, or name with or without #.
            text: The whole line.
        """
        return _attempt(lambda: commands.run_command(self.core, self.id, channel, text))

    def shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        return _attempt(lambda: commands.use_shortcut(self.core, self.id, callback_id))

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Outcome:
        """Use a shortcut on a message."""
        return _attempt(
            lambda: commands.use_message_shortcut(self.core, self.id, callback_id, (channel, ts))
        )

    def open_home(self) -> Outcome:
        """Open the app's Home tab."""
        return _attempt(lambda: commands.open_home(self.core, self.id))

    def press(
        self,
        place: Place,
        block_id: str,
        action_id: str,
        value: object = None,
        *,
        fields: Json | None = None,
    ) -> Outcome:
        """Use a button, select or other element.

        Args:
            place: Place.message(channel, ts), Place.view(view_id) or Place.home().
            block_id: Of the block.
            action_id: Of the element.
            value: Nothing for a button; an option's value, text, ids or a list otherwise.
            fields: {block_id: {action_id: raw value}}, what was typed in the same place before.
        """
        pressed = Pressed(block_id=block_id, action_id=action_id, value=value, fields=fields or {})
        return _attempt(lambda: press(self.core, self.id, place, pressed))

    def submit(self, view_id: str, values: Json | None = None) -> Outcome:
        """Submit a modal.

        Args:
            view_id: The view on top.
            values: {block_id: {action_id: raw value}}; fields left out keep what they hold.
                A file_input takes {"name", "content": bytes} or file ids.
        """
        return _attempt(lambda: submit(self.core, self.id, view_id, values or {}))

    def close(self, view_id: str) -> Outcome:
        """Close a modal."""
        return _attempt(lambda: close_modal(self.core, self.id, view_id))

    def delete_message(self, channel: str, ts: str) -> Outcome:
        """Delete a message of one's own."""
        return _attempt(lambda: speaking.delete(self.core, self.id, channel, ts))

    def invite_bot(self, channel: str) -> Outcome:
        """Add the bot to a channel."""
        return _attempt(lambda: rooms.invite_bot(self.core, self.id, channel))

    def leave_bot(self, channel: str) -> Outcome:
        """Remove the bot from a channel."""
        return _attempt(lambda: rooms.remove_bot(self.core, self.id, channel))

    def read(self, channel: str) -> Outcome:
        """Mark everything in a channel as seen."""
        return _attempt(lambda: rooms.read(self.core, self.id, channel))


def _attempt(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except RefusalError as refusal:
        return Outcome(ok=False, error=refusal.error)

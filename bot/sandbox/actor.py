"""What a person can do in Slack, as Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox import payloads
from bot.sandbox.api import chat, files
from bot.sandbox.core import Core, Outcome
from bot.sandbox.people import BOT_USER, TEAM, User
from bot.sandbox.pressing import Place, press
from bot.sandbox.records import Channel, Message
from bot.sandbox.responses import answer
from bot.sandbox.seen import screen
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.submitting import close_modal, submit

NAMES = re.compile(r"(?<![\w&])([@#])([\w.-]+)")


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
        return _attempt(lambda: self._message(channel, text, thread_ts, files))

    def command(self, channel: str, text: str) -> Outcome:
        """Run a slash command, such as `/hire cv`, and wait for the app's ack.

        Args:
            channel: Id, or name with or without #.
            text: The whole line.
        """
        return _attempt(lambda: self._command(channel, text))

    def shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        return _attempt(lambda: self._shortcut(callback_id))

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Outcome:
        """Use a shortcut on a message."""
        return _attempt(lambda: self._message_shortcut(callback_id, channel, ts))

    def open_home(self) -> Outcome:
        """Open the app's Home tab."""
        return _attempt(self._open_home)

    def press(self, place: Place, block_id: str, action_id: str, value: object = None) -> Outcome:
        """Use a button, select or other element.

        Args:
            place: Place.message(channel, ts), Place.view(view_id) or Place.home().
            block_id: Of the block.
            action_id: Of the element.
            value: Nothing for a button; an option's value, text, ids or a list otherwise.
        """
        return _attempt(lambda: press(self.core, self.id, place, (block_id, action_id), value))

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
        return _attempt(lambda: self._delete(channel, ts))

    def invite_bot(self, channel: str) -> Outcome:
        """Add the bot to a channel."""
        return _attempt(lambda: self._invite_bot(channel))

    def leave_bot(self, channel: str) -> Outcome:
        """Remove the bot from a channel."""
        return _attempt(lambda: self._remove_bot(channel))

    def read(self, channel: str) -> Outcome:
        """Mark everything in a channel as seen."""
        return _attempt(lambda: self._read(channel))

    # Inside -----------------------------------------------------------------------------------

    def _channel(self, name: str) -> Channel:
        workspace = self.core.workspace
        channel = workspace.named(name)
        if self.id not in channel.members and channel.kind != "public":
            raise RefusalError("channel_not_found")
        return channel

    def _writable(self, name: str) -> Channel:
        channel = self._channel(name)
        if channel.is_archived:
            raise RefusalError("is_archived")
        if self.id not in channel.members:
            raise RefusalError("not_in_channel")
        return channel

    def _message(
        self, name: str, text: str, thread_ts: str | None, given: Sequence[tuple[str, bytes]]
    ) -> Outcome:
        workspace = self.core.workspace
        with workspace.lock:
            channel = self._writable(name)
            if not text and not given:
                raise RefusalError("no_text")
            stored = [files.new_file(workspace, n, self.id, content) for n, content in given]
            message = Message(
                channel=channel.id,
                ts=workspace.next_ts(),
                user=self.id,
                text=self._escaped(text),
                thread_ts=chat.posts.thread_of(channel, thread_ts),
                subtype="file_share" if stored else None,
                files=[file.id for file in stored],
            )
            workspace.add_message(message)
            self._mark_read(channel)
            files.announce(workspace, message)
            self._announce_mention(channel, message)
        return Outcome(ok=True, ts=message.ts)

    def _announce_mention(self, channel: Channel, message: Message) -> None:
        is_there = BOT_USER in channel.members and channel.kind != "im"
        if not is_there or f"<@{BOT_USER}" not in message.text:
            return
        event = {
            "type": "app_mention",
            "user": self.id,
            "text": message.text,
            "ts": message.ts,
            "channel": channel.id,
            "event_ts": message.ts,
            "team": TEAM,
        }
        if message.thread_ts is not None:
            event["thread_ts"] = message.thread_ts
        self.core.workspace.events(event, channel.id)

    def _escaped(self, text: str) -> str:
        workspace = self.core.workspace
        people = {user.name: user.id for user in workspace.users.values()}
        rooms = {c.name: c.id for c in workspace.channels.values() if self.id in c.members}

        def replace(found: re.Match[str]) -> str:
            sign, name = found.groups()
            if sign == "@" and name in people:
                return f"<@{people[name]}>"
            if sign == "#" and name in rooms:
                return f"<#{rooms[name]}>"
            return found.group()

        return NAMES.sub(replace, text)

    def _command(self, name: str, line: str) -> Outcome:
        core, workspace = self.core, self.core.workspace
        word, _, text = line.strip().partition(" ")
        with workspace.lock:
            channel = self._writable(name)
            declared = core.manifest.command(word)
            if declared is None:
                return self._told(f"{word} is not a valid command.")
            text = self._escaped(text) if declared.get("should_escape") else text
            payload = payloads.command(self.user, channel, word, text.strip())
            payload["response_url"] = core.responses.new(self.id, channel.id)
            payload["trigger_id"] = core.trigger("slash_commands", self.id)
        pending, seconds = core.deliver("slash_commands", payload)
        if pending is None:
            return self._told(f'{word} failed with the error "dispatch_failed"')
        if not pending.is_acked:
            return self._told(f'{word} failed with the error "operation_timeout"')
        with workspace.lock:
            self._mark_read(channel)
            return self._show_ack(channel, line, pending.body, seconds)

    def _show_ack(self, channel: Channel, line: str, body: Json | None, seconds: float) -> Outcome:
        workspace = self.core.workspace
        ts = None
        if body:
            if body.get("response_type") == "in_channel":
                spoken = Message(
                    channel=channel.id, ts=workspace.next_ts(), user=self.id, text=line
                )
                workspace.add_message(spoken)
            try:
                ts = answer(workspace, self.id, channel.id, body).ts
            except RefusalError as refusal:
                word = line.split(maxsplit=1)[0]
                told = self._told(f'{word} failed with the error "{refusal.error}"')
                return Outcome(ok=False, seconds=seconds, error=told.error, response=body)
        return Outcome(ok=True, seconds=seconds, response=body, ts=ts)

    def _told(self, text: str) -> Outcome:
        self.core.workspace.notice(self.id, text)
        return Outcome(ok=False, error=text)

    def _shortcut(self, callback_id: str) -> Outcome:
        declared = self.core.manifest.shortcut(callback_id, "global")
        if declared is None:
            raise RefusalError("no_such_shortcut")
        payload = payloads.interaction("shortcut", self.user) | {
            "action_ts": self.core.workspace.next_ts(),
            "callback_id": callback_id,
            "trigger_id": self.core.trigger("interactive", self.id),
        }
        return self._interact(payload, declared["name"])

    def _message_shortcut(self, callback_id: str, name: str, ts: str) -> Outcome:
        core, workspace = self.core, self.core.workspace
        declared = core.manifest.shortcut(callback_id, "message")
        if declared is None:
            raise RefusalError("no_such_shortcut")
        with workspace.lock:
            channel = self._channel(name)
            message = channel.messages.get(ts)
            if message is None or message.ephemeral_to is not None:
                raise RefusalError("message_not_found")
            payload = payloads.interaction("message_action", self.user) | {
                "action_ts": workspace.next_ts(),
                "callback_id": callback_id,
                "trigger_id": core.trigger("interactive", self.id),
                "response_url": core.responses.new(self.id, channel.id, ts),
                "message_ts": ts,
                "channel": payloads.channel_ref(channel),
                "message": workspace.as_slack(message),
            }
        return self._interact(payload, declared["name"])

    def _interact(self, payload: Json, name: str) -> Outcome:
        pending, seconds = self.core.deliver("interactive", payload)
        if pending is None or not pending.is_acked:
            return self._told(f"{name}: We had some trouble connecting. Try again?")
        return Outcome(ok=True, seconds=seconds, response=pending.body)

    def _open_home(self) -> Outcome:
        workspace = self.core.workspace
        with workspace.lock:
            channel = workspace.direct(self.id)
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": channel.id,
                "tab": "home",
                "event_ts": workspace.next_ts(),
            }
            home = workspace.sights[self.id].home
            if home is not None:
                event["view"] = home.as_slack()
            workspace.events(event, channel.id)
        return Outcome(ok=True)

    def _delete(self, name: str, ts: str) -> Outcome:
        workspace = self.core.workspace
        with workspace.lock:
            message = self._channel(name).messages.get(ts)
            if message is None or message.ephemeral_to not in {None, self.id}:
                raise RefusalError("message_not_found")
            if message.user != self.id and message.ephemeral_to is None:
                raise RefusalError("cant_delete_message")
            chat.remove(workspace, message)
        return Outcome(ok=True)

    def _invite_bot(self, name: str) -> Outcome:
        workspace = self.core.workspace
        with workspace.lock:
            channel = self._writable(name)
            if BOT_USER in channel.members:
                raise RefusalError("already_in_channel")
            channel.members.add(BOT_USER)
            event = {
                "type": "member_joined_channel",
                "user": BOT_USER,
                "channel": channel.id,
                "channel_type": "C" if channel.kind == "public" else "G",
                "team": TEAM,
                "inviter": self.id,
                "event_ts": workspace.next_ts(),
            }
            workspace.events(event, channel.id)
            workspace.touch(channel.members)
        return Outcome(ok=True)

    def _remove_bot(self, name: str) -> Outcome:
        workspace = self.core.workspace
        with workspace.lock:
            channel = self._writable(name)
            if BOT_USER not in channel.members or channel.kind == "im":
                raise RefusalError("not_in_channel")
            channel.members.discard(BOT_USER)
            event = {
                "type": "channel_left" if channel.kind == "public" else "group_left",
                "channel": channel.id,
                "actor_id": self.id,
                "event_ts": workspace.next_ts(),
            }
            workspace.events(event, channel.id)
            workspace.touch(channel.members)
        return Outcome(ok=True)

    def _read(self, name: str) -> Outcome:
        with self.core.workspace.lock:
            if self._mark_read(self._channel(name)):
                self.core.workspace.touch([self.id])
        return Outcome(ok=True)

    def _mark_read(self, channel: Channel) -> bool:
        read = self.core.workspace.sights[self.id].read
        newest = max(channel.messages, default="0", key=float)
        is_new = read.get(channel.id) != newest
        read[channel.id] = newest
        return is_new


def _attempt(act: object) -> Outcome:
    try:
        outcome: Outcome = act()  # type: ignore[operator]
    except RefusalError as refusal:
        return Outcome(ok=False, error=refusal.error)
    return outcome

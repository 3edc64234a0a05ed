"""auth.test, users.* and usergroups.*: who there is."""

from __future__ import annotations

from bot.sandbox.people import BOT_ID, BOT_USER, TEAM, TEAM_DOMAIN, TEAM_NAME
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace


def auth_test(workspace: Workspace, _args: Json) -> Json:
    """auth.test: whose token this is."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": workspace.user(BOT_USER).name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def user_info(workspace: Workspace, args: Json) -> Json:
    """users.info: a person with the flags that tell guests and strangers."""
    return {"user": workspace.user(args["user"]).as_slack()}


def groups(workspace: Workspace, args: Json) -> Json:
    """usergroups.list: all groups, with their members when asked for."""
    shown = []
    for group_id, (handle, members) in workspace.groups.items():
        group: Json = {"id": group_id, "team_id": TEAM, "handle": handle, "name": handle}
        group |= {"is_usergroup": True, "date_delete": 0, "user_count": len(members)}
        if args.get("include_users"):
            group["users"] = list(members)
        shown.append(group)
    return {"usergroups": shown}


def group_members(workspace: Workspace, args: Json) -> Json:
    """usergroups.users.list: the user ids of a group."""
    group = workspace.groups.get(args["usergroup"])
    if group is None:
        raise RefusalError("no_such_subteam")
    return {"users": list(group[1])}

"""The invented outlet's part of the campaign: what is open, and what was done before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pos_client.domain.campaign import CampaignStage
from pos_client.domain.subject import SubscriberState, Suspension
from pos_client.sandbox.campaign import Campaign, ListedNumber
from pos_client.sandbox.campaign_rules import CampaignRules
from pos_client.sandbox.invented_subscribers import INVENTED, InventedSubscriber

__all__ = ["fill_campaign"]

# How a week goes at the desk, from Monday on, in parts of the whole: most come when they are free.
_WEEK = (4, 4, 5, 5, 7, 12, 9)
# Earlier numbers, of nobody in the deck; nothing but the campaign's own list knows them.
_DONE_PREFIX = "170557"
_OPEN_STATES = (SubscriberState.UNREGISTERED, SubscriberState.INCOMPLETE)
_STAGES = {
    Suspension.NONE: CampaignStage.NOTIFIED,
    Suspension.SUSPENDED_ONE_WAY: CampaignStage.SUSPENDED_ONE_WAY,
    Suspension.SUSPENDED_BOTH_WAYS: CampaignStage.SUSPENDED_BOTH_WAYS,
}


def fill_campaign(campaign: Campaign, outlet_code: str, rules: CampaignRules, today: date) -> None:
    """Begin it, with every invented number that has to be registered still."""
    campaign.begin()
    whole_on = today + timedelta(days=rules.whole_in_days)
    campaign.list_numbers(
        outlet_code,
        [_listed(each, rules, today, whole_on) for each in INVENTED if each.state in _OPEN_STATES],
    )
    campaign.list_numbers(outlet_code, _done_before(rules, today))


def _listed(
    number: InventedSubscriber, rules: CampaignRules, today: date, whole_on: date
) -> ListedNumber:
    """Where the chain stands: the day after the deadline, and never before tomorrow."""
    stage = _STAGES[number.suspension]
    due_on = whole_on + timedelta(days=1)
    if number.deadline_in_days is not None:
        due_on = today + timedelta(days=number.deadline_in_days + 1)
    if due_on <= today:
        due_on = rules.after(stage, today) or whole_on
    return ListedNumber(number.phone_number, stage, due_on)


def _done_before(rules: CampaignRules, today: date) -> Iterator[ListedNumber]:
    """So many in so many days, by the weight of their weekdays."""
    days = [today - timedelta(days=ago) for ago in range(rules.began_days_ago, 0, -1)]
    weight = sum(_WEEK[day.weekday()] for day in days)
    so_far = number = 0
    for day in days:
        so_far += _WEEK[day.weekday()]
        while number < rules.done_before * so_far // weight:
            number += 1
            yield ListedNumber(f"{_DONE_PREFIX}{number:05d}", CampaignStage.NOTIFIED, done_on=day)
